// One function per entry of the elementwise function table. Comparisons and predicates give 1 or 0.

GG_FUNCTION gg_lane gg_scalar_identity(const gg_lane a) { return a; }
GG_FUNCTION gg_lane gg_scalar_negate(const gg_lane a) { return GG_AS_LANE(GG_AS_UINTS(a) ^ 0x80000000u); }
GG_FUNCTION gg_lane gg_scalar_absolute(const gg_lane a) { return gg_absolute(a); }
GG_FUNCTION gg_lane gg_scalar_exp(const gg_lane a) { return gg_exp(a); }
GG_FUNCTION gg_lane gg_scalar_expm1(const gg_lane a) { return gg_expm1(a); }
GG_FUNCTION gg_lane gg_scalar_log(const gg_lane a) { return gg_log(a); }
GG_FUNCTION gg_lane gg_scalar_log1p(const gg_lane a) { return gg_log1p(a); }
GG_FUNCTION gg_lane gg_scalar_sqrt(const gg_lane a) { return GG_SQRT(a); }
GG_FUNCTION gg_lane gg_scalar_reciprocal_sqrt(const gg_lane a) { return GG_DIV(GG_SPLAT(1.0f), GG_SQRT(a)); }
GG_FUNCTION gg_lane gg_scalar_reciprocal(const gg_lane a) { return GG_DIV(GG_SPLAT(1.0f), a); }
GG_FUNCTION gg_lane gg_scalar_square(const gg_lane a) { return a * a; }
GG_FUNCTION gg_lane gg_scalar_sin(const gg_lane a) { return gg_sin(a); }
GG_FUNCTION gg_lane gg_scalar_cos(const gg_lane a) { return gg_cos(a); }
GG_FUNCTION gg_lane gg_scalar_tanh(const gg_lane a) { return gg_tanh(a); }
GG_FUNCTION gg_lane gg_scalar_sigmoid(const gg_lane a) { return gg_sigmoid(a); }
GG_FUNCTION gg_lane gg_scalar_softplus(const gg_lane a) { return gg_softplus(a); }
GG_FUNCTION gg_lane gg_scalar_erf(const gg_lane a) { return gg_erf(a); }
GG_FUNCTION gg_lane gg_scalar_floor(const gg_lane a) { return GG_FLOOR(a); }
GG_FUNCTION gg_lane gg_scalar_step(const gg_lane a) { return GG_INDICATOR(a > GG_SPLAT(0.0f)); }
GG_FUNCTION gg_lane gg_scalar_is_finite(const gg_lane a) { return GG_INDICATOR(gg_absolute(a) < GG_SPLAT(GG_INFINITY)); }

// 0 for NaN, which is neither above nor below 0.
GG_FUNCTION gg_lane gg_scalar_sign(const gg_lane a)
{
    return GG_SELECT(GG_SELECT(GG_SPLAT(0.0f), GG_SPLAT(-1.0f), a < GG_SPLAT(0.0f)), GG_SPLAT(1.0f), a > GG_SPLAT(0.0f));
}

GG_FUNCTION gg_lane gg_scalar_add(const gg_lane a, const gg_lane b) { return a + b; }
GG_FUNCTION gg_lane gg_scalar_subtract(const gg_lane a, const gg_lane b) { return a - b; }
GG_FUNCTION gg_lane gg_scalar_multiply(const gg_lane a, const gg_lane b) { return a * b; }
GG_FUNCTION gg_lane gg_scalar_divide(const gg_lane a, const gg_lane b) { return GG_DIV(a, b); }
GG_FUNCTION gg_lane gg_scalar_less(const gg_lane a, const gg_lane b) { return GG_INDICATOR(a < b); }
GG_FUNCTION gg_lane gg_scalar_less_equal(const gg_lane a, const gg_lane b) { return GG_INDICATOR(a <= b); }
GG_FUNCTION gg_lane gg_scalar_equal(const gg_lane a, const gg_lane b) { return GG_INDICATOR(a == b); }
GG_FUNCTION gg_lane gg_scalar_power(const gg_lane a, const gg_lane b) { return gg_power(a, b); }

// NaN if either is NaN.
GG_FUNCTION gg_lane gg_scalar_maximum(const gg_lane a, const gg_lane b) { return GG_SELECT(gg_larger(a, b), a, a != a); }
GG_FUNCTION gg_lane gg_scalar_minimum(const gg_lane a, const gg_lane b) { return GG_SELECT(gg_smaller(a, b), a, a != a); }

GG_FUNCTION gg_lane gg_scalar_leaky_relu(const gg_lane a, const gg_lane b) { return GG_SELECT(a * b, a, a > GG_SPLAT(0.0f)); }
GG_FUNCTION gg_lane gg_scalar_sigmoid_backward(const gg_lane a, const gg_lane b) { return a * GG_FMA(-b, b, b); }
GG_FUNCTION gg_lane gg_scalar_tanh_backward(const gg_lane a, const gg_lane b) { return a * GG_FMA(-b, b, GG_SPLAT(1.0f)); }

GG_FUNCTION gg_lane gg_scalar_multiply_add(const gg_lane a, const gg_lane b, const gg_lane c) { return GG_FMA(a, b, c); }
GG_FUNCTION gg_lane gg_scalar_where(const gg_lane a, const gg_lane b, const gg_lane c) { return GG_SELECT(b, c, a == GG_SPLAT(0.0f)); }
GG_FUNCTION gg_lane gg_scalar_clamp(const gg_lane a, const gg_lane b, const gg_lane c) { return gg_smaller(c, gg_larger(b, a)); }
GG_FUNCTION gg_lane gg_scalar_leaky_relu_backward(const gg_lane a, const gg_lane b, const gg_lane c) { return GG_SELECT(a * c, a, b > GG_SPLAT(0.0f)); }
