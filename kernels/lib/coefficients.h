// Coefficients of the elementary functions in single precision: the same numbers as the cpu accelerator uses, held equal by a test.

// ln 2 in two parts, the first with few enough bits that its product with an exponent is exact.
#define GG_LN2HIGH (0.693145752f)
#define GG_LN2LOW (1.42860677e-06f)
#define GG_LOG2E (1.44269502f)

// pi / 2 in three parts, subtracted one after the other by fused multiply-add.
#define GG_HALF_PI0 (1.57079637f)
#define GG_HALF_PI1 (-4.37113883e-08f)
#define GG_HALF_PI2 (-1.71512451e-15f)
#define GG_TWO_OVER_PI (0.636619747f)

// (exp r - 1 - r) / r^2 on |r| <= ln 2 / 2.
#define GG_EXP0 (0.5f)
#define GG_EXP1 (0.166666672f)
#define GG_EXP2 (0.0416665301f)
#define GG_EXP3 (0.00833330862f)
#define GG_EXP4 (0.00139262679f)
#define GG_EXP5 (0.000198911031f)

// (log(1 + f) - f + f^2 / 2) / f^3 on -1/3 <= f <= 1/3.
#define GG_LOG0 (0.333333343f)
#define GG_LOG1 (-0.249999762f)
#define GG_LOG2 (0.199999124f)
#define GG_LOG3 (-0.166710451f)
#define GG_LOG4 (0.142929479f)
#define GG_LOG5 (-0.123379365f)
#define GG_LOG6 (0.109078161f)
#define GG_LOG7 (-0.121256784f)
#define GG_LOG8 (0.113307215f)

// (sin r - r) / r^3 in s = r^2, |r| <= pi / 4.
#define GG_SIN0 (-0.166666672f)
#define GG_SIN1 (0.00833333191f)
#define GG_SIN2 (-0.000198400274f)
#define GG_SIN3 (2.72498505e-06f)

// (cos r - 1 + r^2 / 2) / r^4 in s = r^2, |r| <= pi / 4.
#define GG_COS0 (0.0416666679f)
#define GG_COS1 (-0.00138888869f)
#define GG_COS2 (2.48005508e-05f)
#define GG_COS3 (-2.73008965e-07f)

// erf(x) / x - 1 in s = x^2, |x| <= 1.
#define GG_ERF_SMALL0 (0.128379166f)
#define GG_ERF_SMALL1 (-0.376126379f)
#define GG_ERF_SMALL2 (0.112837911f)
#define GG_ERF_SMALL3 (-0.0268661249f)
#define GG_ERF_SMALL4 (0.00522376085f)
#define GG_ERF_SMALL5 (-0.000854231766f)
#define GG_ERF_SMALL6 (0.000119542688f)
#define GG_ERF_SMALL7 (-1.3902797e-05f)
#define GG_ERF_SMALL8 (1.0589381e-06f)

// -log(1 - erf a) in b = a - 2.5, 1 <= a <= 4.
#define GG_ERF_LARGE0 (7.80681515f)
#define GG_ERF_LARGE1 (5.35268068f)
#define GG_ERF_LARGE2 (0.943893671f)
#define GG_ERF_LARGE3 (0.0108581316f)
#define GG_ERF_LARGE4 (-0.00216526981f)
#define GG_ERF_LARGE5 (0.000420773373f)
#define GG_ERF_LARGE6 (-7.73035063e-05f)
#define GG_ERF_LARGE7 (1.29311411e-05f)
#define GG_ERF_LARGE8 (-1.6371514e-06f)
#define GG_ERF_LARGE9 (7.58268186e-08f)
