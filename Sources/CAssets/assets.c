// Made by Scripts/embed-assets.py; a test compares it with the folders.
#include "CAssets.h"

static const unsigned char asset0[] = {
#embed "../../Themes/dark.yaml"
};
static const unsigned char asset1[] = {
#embed "../../Themes/dusk.yaml"
};
static const unsigned char asset2[] = {
#embed "../../Themes/ember.yaml"
};
static const unsigned char asset3[] = {
#embed "../../Themes/fjord.yaml"
};
static const unsigned char asset4[] = {
#embed "../../Themes/high-contrast-dark.yaml"
};
static const unsigned char asset5[] = {
#embed "../../Themes/high-contrast-light.yaml"
};
static const unsigned char asset6[] = {
#embed "../../Themes/light.yaml"
};
static const unsigned char asset7[] = {
#embed "../../Themes/mono.yaml"
};
static const unsigned char asset8[] = {
#embed "../../Themes/paper.yaml"
};
static const unsigned char asset9[] = {
#embed "../../Themes/solstice.yaml"
};
static const unsigned char asset10[] = {
#embed "../../Themes/terminal.yaml"
};
static const unsigned char asset11[] = {
#embed "../../sample-data/definitions/cohorts/fading-away.yaml"
};
static const unsigned char asset12[] = {
#embed "../../sample-data/definitions/cohorts/paying-customers.yaml"
};
static const unsigned char asset13[] = {
#embed "../../sample-data/definitions/cohorts/repeat-buyers.yaml"
};
static const unsigned char asset14[] = {
#embed "../../sample-data/definitions/events/pricing-page.yaml"
};
static const unsigned char asset15[] = {
#embed "../../sample-data/definitions/events/product-use.yaml"
};
static const unsigned char asset16[] = {
#embed "../../sample-data/definitions/funnels/checkout.yaml"
};
static const unsigned char asset17[] = {
#embed "../../sample-data/definitions/funnels/first-invoice.yaml"
};
static const unsigned char asset18[] = {
#embed "../../sample-data/definitions/funnels/pricing-to-sign-up.yaml"
};
static const unsigned char asset19[] = {
#embed "../../sample-data/definitions/trends/large-purchases.yaml"
};
static const unsigned char asset20[] = {
#embed "../../sample-data/definitions/trends/sign-ups-by-plan.yaml"
};
static const unsigned char asset21[] = {
#embed "../../sample-data/scenarios/ab-test-optimizely-classic.yaml"
};
static const unsigned char asset22[] = {
#embed "../../sample-data/scenarios/ab-test-optimizely-x.yaml"
};
static const unsigned char asset23[] = {
#embed "../../sample-data/scenarios/ab-test-vwo.yaml"
};
static const unsigned char asset24[] = {
#embed "../../sample-data/scenarios/account-plan.yaml"
};
static const unsigned char asset25[] = {
#embed "../../sample-data/scenarios/anonymous-to-existing-identity.yaml"
};
static const unsigned char asset26[] = {
#embed "../../sample-data/scenarios/anonymous-to-new-identity.yaml"
};
static const unsigned char asset27[] = {
#embed "../../sample-data/scenarios/campaign-do.yaml"
};
static const unsigned char asset28[] = {
#embed "../../sample-data/scenarios/campaign-dont.yaml"
};
static const unsigned char asset29[] = {
#embed "../../sample-data/scenarios/email-property.yaml"
};
static const unsigned char asset30[] = {
#embed "../../sample-data/scenarios/event-properties.yaml"
};
static const unsigned char asset31[] = {
#embed "../../sample-data/scenarios/guest-as-identity.yaml"
};
static const unsigned char asset32[] = {
#embed "../../sample-data/scenarios/identified-to-existing-identity.yaml"
};
static const unsigned char asset33[] = {
#embed "../../sample-data/scenarios/identified-to-new-identity.yaml"
};
static const unsigned char asset34[] = {
#embed "../../sample-data/scenarios/own-uuid-as-identity.yaml"
};
static const unsigned char asset35[] = {
#embed "../../sample-data/scenarios/pageview-properties.yaml"
};
static const unsigned char asset36[] = {
#embed "../../sample-data/scenarios/reset-on-a-shared-device.yaml"
};
static const unsigned char asset37[] = {
#embed "../../sample-data/scenarios/server-backfill-before-first-visit.yaml"
};
static const unsigned char asset38[] = {
#embed "../../sample-data/scenarios/server-cannot-merge.yaml"
};
static const unsigned char asset39[] = {
#embed "../../sample-data/scenarios/server-events-and-sessions.yaml"
};
static const unsigned char asset40[] = {
#embed "../../sample-data/scenarios/sessions-on-a-phone.yaml"
};
static const unsigned char asset41[] = {
#embed "../../sample-data/scenarios/sessions-on-the-web.yaml"
};
static const unsigned char asset42[] = {
#embed "../../sample-data/scenarios/strict-identities.yaml"
};
static const unsigned char asset43[] = {
#embed "../../sample-data/scenarios/the-calls-one-by-one.yaml"
};
static const unsigned char asset44[] = {
#embed "../../sample-data/scenarios/two-casings-of-an-email.yaml"
};
static const unsigned char asset45[] = {
#embed "../../sample-data/scenarios/two-environments.yaml"
};
static const unsigned char asset46[] = {
#embed "../../sample-data/shop.jsonl"
};

static const CairnAsset assets[] = {
  {"Themes/dark.yaml", asset0, sizeof(asset0)},
  {"Themes/dusk.yaml", asset1, sizeof(asset1)},
  {"Themes/ember.yaml", asset2, sizeof(asset2)},
  {"Themes/fjord.yaml", asset3, sizeof(asset3)},
  {"Themes/high-contrast-dark.yaml", asset4, sizeof(asset4)},
  {"Themes/high-contrast-light.yaml", asset5, sizeof(asset5)},
  {"Themes/light.yaml", asset6, sizeof(asset6)},
  {"Themes/mono.yaml", asset7, sizeof(asset7)},
  {"Themes/paper.yaml", asset8, sizeof(asset8)},
  {"Themes/solstice.yaml", asset9, sizeof(asset9)},
  {"Themes/terminal.yaml", asset10, sizeof(asset10)},
  {"sample-data/definitions/cohorts/fading-away.yaml", asset11, sizeof(asset11)},
  {"sample-data/definitions/cohorts/paying-customers.yaml", asset12, sizeof(asset12)},
  {"sample-data/definitions/cohorts/repeat-buyers.yaml", asset13, sizeof(asset13)},
  {"sample-data/definitions/events/pricing-page.yaml", asset14, sizeof(asset14)},
  {"sample-data/definitions/events/product-use.yaml", asset15, sizeof(asset15)},
  {"sample-data/definitions/funnels/checkout.yaml", asset16, sizeof(asset16)},
  {"sample-data/definitions/funnels/first-invoice.yaml", asset17, sizeof(asset17)},
  {"sample-data/definitions/funnels/pricing-to-sign-up.yaml", asset18, sizeof(asset18)},
  {"sample-data/definitions/trends/large-purchases.yaml", asset19, sizeof(asset19)},
  {"sample-data/definitions/trends/sign-ups-by-plan.yaml", asset20, sizeof(asset20)},
  {"sample-data/scenarios/ab-test-optimizely-classic.yaml", asset21, sizeof(asset21)},
  {"sample-data/scenarios/ab-test-optimizely-x.yaml", asset22, sizeof(asset22)},
  {"sample-data/scenarios/ab-test-vwo.yaml", asset23, sizeof(asset23)},
  {"sample-data/scenarios/account-plan.yaml", asset24, sizeof(asset24)},
  {"sample-data/scenarios/anonymous-to-existing-identity.yaml", asset25, sizeof(asset25)},
  {"sample-data/scenarios/anonymous-to-new-identity.yaml", asset26, sizeof(asset26)},
  {"sample-data/scenarios/campaign-do.yaml", asset27, sizeof(asset27)},
  {"sample-data/scenarios/campaign-dont.yaml", asset28, sizeof(asset28)},
  {"sample-data/scenarios/email-property.yaml", asset29, sizeof(asset29)},
  {"sample-data/scenarios/event-properties.yaml", asset30, sizeof(asset30)},
  {"sample-data/scenarios/guest-as-identity.yaml", asset31, sizeof(asset31)},
  {"sample-data/scenarios/identified-to-existing-identity.yaml", asset32, sizeof(asset32)},
  {"sample-data/scenarios/identified-to-new-identity.yaml", asset33, sizeof(asset33)},
  {"sample-data/scenarios/own-uuid-as-identity.yaml", asset34, sizeof(asset34)},
  {"sample-data/scenarios/pageview-properties.yaml", asset35, sizeof(asset35)},
  {"sample-data/scenarios/reset-on-a-shared-device.yaml", asset36, sizeof(asset36)},
  {"sample-data/scenarios/server-backfill-before-first-visit.yaml", asset37, sizeof(asset37)},
  {"sample-data/scenarios/server-cannot-merge.yaml", asset38, sizeof(asset38)},
  {"sample-data/scenarios/server-events-and-sessions.yaml", asset39, sizeof(asset39)},
  {"sample-data/scenarios/sessions-on-a-phone.yaml", asset40, sizeof(asset40)},
  {"sample-data/scenarios/sessions-on-the-web.yaml", asset41, sizeof(asset41)},
  {"sample-data/scenarios/strict-identities.yaml", asset42, sizeof(asset42)},
  {"sample-data/scenarios/the-calls-one-by-one.yaml", asset43, sizeof(asset43)},
  {"sample-data/scenarios/two-casings-of-an-email.yaml", asset44, sizeof(asset44)},
  {"sample-data/scenarios/two-environments.yaml", asset45, sizeof(asset45)},
  {"sample-data/shop.jsonl", asset46, sizeof(asset46)},
};

size_t cairn_asset_count(void) { return sizeof(assets) / sizeof(assets[0]); }

CairnAsset cairn_asset(size_t index) {
  return index < cairn_asset_count() ? assets[index] : (CairnAsset){0};
}
