package dev.gatun.expr;

/**
 * The regularized incomplete gamma functions: {@code P(a, x)}, the integral of {@code t^(a-1) e^-t
 * / gamma(a)} from 0 to x, and {@code Q(a, x) = 1 - P(a, x)}. Whichever is small is computed, the
 * other from it.
 *
 * <p>For x below a the power series, beyond the continued fraction, for small x and a a series for
 * Q (W. Gautschi, "A computational procedure for incomplete gamma functions", 1979), and near x = a
 * for large a the uniform expansion of N. Temme ("The asymptotic expansion of the incomplete gamma
 * functions", 1979; DLMF 8.12), whose coefficients were computed for this class in rational
 * numbers. The relative error of a value p is at most {@code 32 + 4 |log p|} ulp.
 */
final class IncompleteGamma {
    /** Coefficients of powers of eta, a row for each power of 1/a: DLMF 8.12.9 and 8.12.10. */
    private static final double[][] TEMME = {
        {
            -0.3333333333333333,
            0.08333333333333333,
            -0.014814814814814815,
            0.0011574074074074073,
            0.0003527336860670194,
            -0.0001787551440329218,
            3.919263178522438e-05,
            -2.185448510679992e-06,
            -1.85406221071516e-06,
            8.296711340953087e-07,
            -1.7665952736826078e-07,
            6.707853543401498e-09,
            1.0261809784240309e-08,
            -4.382036018453353e-09,
            9.14769958223679e-10,
            -2.5514193994946248e-11,
            -5.830772132550426e-11
        },
        {
            -0.001851851851851852,
            -0.003472222222222222,
            0.0026455026455026454,
            -0.0009902263374485596,
            0.00020576131687242798,
            -4.018775720164609e-07,
            -1.8098550334489977e-05,
            7.64916091608111e-06,
            -1.6120900894563446e-06,
            4.647127802807434e-09,
            1.378633446915721e-07,
            -5.752545603517705e-08,
            1.1951628599778148e-08,
            -1.7543241719747647e-11,
            -1.0091543710600413e-09,
            4.162792991842583e-10
        },
        {
            0.004133597883597883,
            -0.0026813271604938273,
            0.0007716049382716049,
            2.0093878600823047e-06,
            -0.0001073665322636516,
            5.2923448829120125e-05,
            -1.2760635188618728e-05,
            3.423578734096138e-08,
            1.3721957309062934e-06,
            -6.298992138380055e-07,
            1.4280614206064242e-07,
            -2.0477098421990866e-10,
            -1.409252991086752e-08,
            6.228974084922022e-09,
            -1.3670488396617114e-09
        },
        {
            0.0006494341563786008,
            0.00022947209362139917,
            -0.0004691894943952557,
            0.00026772063206283885,
            -7.561801671883977e-05,
            -2.396505113867297e-07,
            1.1082654115347302e-05,
            -5.6749528269915965e-06,
            1.4230900732435883e-06,
            -2.7861080291528143e-11,
            -1.6958404091930278e-07,
            8.099464905388083e-08,
            -1.9111168485973655e-08
        },
        {
            -0.0008618882909167117,
            0.0007840392217200666,
            -0.0002990724803031902,
            -1.4638452578843418e-06,
            6.641498215465122e-05,
            -3.968365047179435e-05,
            1.1375726970678419e-05,
            2.507497226237533e-10,
            -1.6954149536558305e-06,
            8.907507532205309e-07,
            -2.292934834000805e-07
        },
        {
            -0.00033679855336635813,
            -6.972813758365857e-05,
            0.0002772753244959392,
            -0.00019932570516188847,
            6.797780477937208e-05,
            1.419062920643967e-07,
            -1.3594048189768693e-05,
            8.018470256334202e-06,
            -2.291481176508095e-06,
            -3.252473551298454e-10,
            3.4652846491085265e-07
        },
        {
            0.0005313079364639922,
            -0.0005921664373536939,
            0.0002708782096718045,
            7.902353232660328e-07,
            -8.153969367561969e-05,
            5.61168275310625e-05,
            -1.8329116582843375e-05,
            -3.0796134506033047e-09,
            3.465155368803609e-06,
            -2.0291327396058603e-06
        },
        {
            0.00034436760689237765,
            5.171790908260592e-05,
            -0.00033493161081142234,
            0.0002812695154763237,
            -0.00010976582244684731,
            -1.2741009095484485e-07,
            2.7744451511563645e-05,
            -1.8263488805711332e-05
        },
        {
            -0.0006526239185953094,
            0.0008394987206720873,
            -0.000438297098541721,
            -6.969091458420552e-07,
            0.00016644846642067547,
            -0.00012783517679769218,
            4.629953263691304e-05
        },
        {
            -0.0005967612901927463,
            -7.204895416020011e-05,
            0.0006782308837667328,
            -0.0006401475260262758,
            0.00027750107634328704
        },
        {0.0013324454494800656, -0.0019144384985654776, 0.0011089369134596636},
        {0.001579727660730835}
    };

    /** {@code B(2k) / (2k (2k - 1))}: Stirling's series. */
    private static final double[] STIRLING = {
        1 / 12.0, -1 / 360.0, 1 / 1260.0, -1 / 1680.0, 1 / 1188.0, -691 / 360_360.0
    };

    /** From here on a is large. */
    private static final double LARGE = 20;

    private static final double VERY_LARGE = 200;
    private static final int MOST_TERMS = 10_000;
    private static final double TINY = 1e-300;
    private static final double ROUNDING = 1e-17;

    /** Below it Q has a series of its own. */
    private static final double SMALL_X = 1.1;

    private IncompleteGamma() {}

    /** {@code P(a, x)}; NaN if either is negative, or both are 0 or infinite. */
    static double lower(double a, double x) {
        double edge = lowerAtEdge(a, x);
        return Double.isNaN(edge) ? edge : edge >= 0 ? edge : inside(a, x, true);
    }

    /** {@code Q(a, x)}; NaN where {@link #lower} is. */
    static double upper(double a, double x) {
        double edge = lowerAtEdge(a, x);
        return Double.isNaN(edge) ? edge : edge >= 0 ? 1 - edge : inside(a, x, false);
    }

    /** P where an argument is 0 or infinite, NaN where it is none, -1 elsewhere. */
    private static double lowerAtEdge(double a, double x) {
        boolean isNone = !(a >= 0 && x >= 0) || (a == 0 && x == 0);
        if (isNone || (Double.isInfinite(a) && Double.isInfinite(x))) {
            return Double.NaN;
        }
        if (x == 0 || Double.isInfinite(a)) {
            return 0;
        }
        return a == 0 || Double.isInfinite(x) ? 1 : -1;
    }

    private static double inside(double a, double x, boolean isLower) {
        double distance = Math.abs(x - a);
        if ((a >= LARGE && distance <= 0.3 * a)
                || (a >= VERY_LARGE && distance < 4.5 * Math.sqrt(a))) {
            return temme(a, x, isLower);
        }
        boolean isLowerSmall;
        if (x > SMALL_X) {
            isLowerSmall = x < a;
        } else if (x <= 0.5) {
            isLowerSmall = -0.4 / Math.log(x) < a;
        } else {
            isLowerSmall = x < SMALL_X * a;
        }
        double small =
                isLowerSmall ? series(a, x) : x > SMALL_X ? fraction(a, x) : upperSeries(a, x);
        return isLowerSmall == isLower ? small : 1 - small;
    }

    /** {@code log(1 + x) - x}. */
    private static double logRest(double x) {
        if (Math.abs(x) >= 0.5) {
            return Math.log1p(x) - x;
        }
        // log(1 + x) = 2 artanh(s)
        double s = x / (2 + x);
        double sum = 0;
        for (int n = 41; n >= 3; n -= 2) {
            sum = sum * s * s + 2.0 / n;
        }
        return s * (s * s * sum - x);
    }

    private static double temme(double a, double x, boolean isLower) {
        double mu = (x - a) / a;
        double half = -logRest(mu); // eta^2 / 2
        double eta = Math.copySign(Math.sqrt(2 * half), mu);
        double sum = 0;
        for (int k = TEMME.length - 1; k >= 0; k--) {
            sum = sum / a + ErrorFunction.polynomial(TEMME[k], eta);
        }
        double rest = Math.exp(-a * half) / Math.sqrt(2 * Math.PI * a) * sum;
        double z = eta * Math.sqrt(a / 2);
        return isLower
                ? NormalDistribution.erfc(-z) / 2 - rest
                : NormalDistribution.erfc(z) / 2 + rest;
    }

    /** {@code x^a e^-x / gamma(a)}. */
    private static double power(double a, double x) {
        if (a >= LARGE) {
            double mu = (x - a) / a;
            double stirling = ErrorFunction.polynomial(STIRLING, 1 / (a * a)) / a;
            return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * logRest(mu) - stirling);
        }
        return a * Math.exp(a * Math.log(x) - x - GammaFunctions.lgammaOfNext(a));
    }

    private static double series(double a, double x) {
        double term = 1;
        double sum = 1;
        for (int n = 1; n < MOST_TERMS && term > ROUNDING * sum; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return power(a, x) / a * sum;
    }

    /** Q for {@code x > a}, by the method of Lentz. */
    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double value = d;
        double step = 0;
        for (int n = 1; n < MOST_TERMS && Math.abs(step - 1) > 1e-16; n++) {
            double factor = -n * (n - a);
            b += 2;
            d = 1 / away(factor * d + b);
            c = away(b + factor / c);
            step = d * c;
            value *= step;
        }
        return power(a, x) * value;
    }

    private static double away(double x) {
        return Math.abs(x) < TINY ? TINY : x;
    }

    /** Q for small x, where P is near 1: {@code 1 - x^a / gamma(a + 1)}, and a series. */
    private static double upperSeries(double a, double x) {
        double sum = 0;
        double factor = 1;
        double term = 1;
        for (int n = 1; n < MOST_TERMS && Math.abs(term) > ROUNDING * Math.abs(sum); n++) {
            factor *= -x / n;
            term = factor / (a + n);
            sum += term;
        }
        double log = a * Math.log(x) - GammaFunctions.lgammaOfNext(a);
        return -Math.expm1(log) - Math.exp(log) * a * sum;
    }
}
