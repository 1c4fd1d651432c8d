import Testing

/// Curses is one per process and knows no threads: all tests that open a screen are in here.
@Suite("On a curses screen", .serialized)
struct CursesTests {}
