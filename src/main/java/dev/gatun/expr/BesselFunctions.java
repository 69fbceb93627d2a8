package dev.gatun.expr;

/**
 * The Bessel functions J and Y of orders 0 and 1. Their absolute error is at most 16 ulp of the
 * size of their waves, {@code min(1, sqrt(2 / (pi x)))}, so near a zero of theirs the relative one
 * is larger.
 *
 * <p>Up to 8 they are polynomials of {@code x^2}, with the logarithm and the pole of Y apart;
 * beyond, waves whose phase and size are polynomials of {@code 64 / x^2}: Abramowitz and Stegun,
 * "Handbook of mathematical functions", 9.1.13 and 9.2.5 to 9.2.10. The polynomials were fitted for
 * this class, as sums of Chebyshev's (interpolation in 40 digits).
 */
final class BesselFunctions {
    /** Where the two forms meet. */
    private static final double FAR = 8;

    /** J of order 0. */
    private static final double[] J0 = {
        0.15772797147489012,
        -0.008723442352852221,
        0.2651786132033368,
        -0.37009499387264977,
        0.15806710233209725,
        -0.034893769411408884,
        0.004819180069467605,
        -0.00046062616620627504,
        3.246032882100508e-05,
        -1.7619469077621507e-06,
        7.608163592418782e-08,
        -2.679253530557673e-09,
        7.848696314479465e-11,
        -1.9438346867370164e-12,
        4.125320595634374e-14,
        -7.588508125447546e-16,
        1.2218515873961411e-17
    };

    /** J of order 1, over x. */
    private static final double[] J1 = {
        0.08104484632565812,
        -0.1489751450676521,
        0.1609992623572097,
        -0.08268049176681791,
        0.022213639654966037,
        -0.003646940600769276,
        0.0004050337728354822,
        -3.255554866857259e-05,
        1.9858774049915165e-06,
        -9.521984756750436e-08,
        3.687133759097148e-09,
        -1.178026622695885e-10,
        3.160154580348003e-12,
        -7.221755239651773e-14,
        1.4232144003513942e-15,
        -2.4441972916190464e-17
    };

    /** {@code Y - 2 / pi * log(x / 2) * J} of order 0. */
    private static final double[] Y0 = {
        0.03645469809116044,
        -0.2783237094075825,
        0.2960499990207148,
        0.09825508408187864,
        -0.10755155280627783,
        0.031799074084414514,
        -0.005161397105810715,
        0.0005498525320039012,
        -4.1996983149420134e-05,
        2.4290361107923793e-06,
        -1.1049969793472957e-07,
        4.06651736597911e-09,
        -1.2374148898289854e-10,
        3.1685725528945945e-12,
        -6.926956032431002e-14,
        1.3086308625876684e-15,
        -2.1586201986914482e-17
    };

    /** {@code Y - 2 / pi * (log(x / 2) * J - 1 / x)} of order 1, over x. */
    private static final double[] Y1 = {
        0.038300769852423776,
        -0.08182561412732826,
        -0.0248677076121964,
        0.047967452752746984,
        -0.01852588451089802,
        0.003680607687823511,
        -0.0004627254060293369,
        4.06940026958087e-05,
        -2.6617695125295625e-06,
        1.350602691325434e-07,
        -5.483524110336276e-09,
        1.8245086841229007e-10,
        -5.070666636591129e-12,
        1.1956162517587948e-13,
        -2.423162442712473e-15,
        4.268126513072962e-17
    };

    /** What the cosine of J is multiplied by, for order 0. */
    private static final double[] P0 = {
        0.9994603493475187,
        -0.0005365220468132117,
        3.0751847875194745e-06,
        -5.1705945376060975e-08,
        1.6306464635151382e-09,
        -7.86409137723707e-11,
        5.168262387349193e-12,
        -4.3045788699253914e-13,
        4.3265957431549404e-14,
        -5.069034095935236e-15,
        6.748072215733873e-16,
        -1.0011513723467786e-16,
        1.6305919233744186e-17
    };

    /** What its sine is, times x. */
    private static final double[] Q0 = {
        -0.12444683684269607,
        0.0005470815954089319,
        -5.9315987288485175e-06,
        1.4377965798375193e-07,
        -5.817532749493056e-09,
        3.376097523734991e-10,
        -2.565397936797308e-11,
        2.404916100281365e-12,
        -2.6690625482579414e-13,
        3.4041800321963686e-14,
        -4.87994410531204e-15,
        7.729703176242605e-16,
        -1.3348852171502517e-16,
        2.4865952389390515e-17,
        -4.952892629886516e-18
    };

    /** What the cosine of J is multiplied by, for order 1. */
    private static final double[] P1 = {
        1.0009030408600137,
        0.0008989898330859408,
        -3.987284300488908e-06,
        6.177633960644299e-08,
        -1.8718907491063067e-09,
        8.816898659582339e-11,
        -5.704863640395645e-12,
        4.699195515230542e-13,
        -4.6842237839904895e-14,
        5.452674896044717e-15,
        -7.221180842274018e-16,
        1.0667689114335412e-16,
        -1.7312313216116335e-17,
        3.0492991197665872e-18
    };

    /** What its sine is, times x. */
    private static final double[] Q1 = {
        0.3742222965562826,
        -0.0007702178839325664,
        7.3108922063643636e-06,
        -1.676782510726674e-07,
        6.583354662120443e-09,
        -3.749090950541556e-10,
        2.8121750359748866e-11,
        -2.61145253946232e-12,
        2.8774212663332235e-13,
        -3.649001916061838e-14,
        5.206626366226707e-15,
        -8.215318025458595e-16,
        1.4141084390211833e-16,
        -2.626761589838529e-17,
        5.2192649196714085e-18
    };

    private BesselFunctions() {}

    /** J of order 0, an even function. */
    static double j0(double x) {
        double a = Math.abs(x);
        return a > FAR ? wave(a, P0, Q0, Math.cos(a), Math.sin(a)) : chebyshev(J0, square(a));
    }

    /** J of order 1, an odd function. */
    static double j1(double x) {
        double a = Math.abs(x);
        return a > FAR
                ? Math.copySign(1, x) * wave(a, P1, Q1, Math.sin(a), -Math.cos(a))
                : x * chebyshev(J1, square(a));
    }

    /** Y of order 0: -infinity at 0, and NaN below. */
    static double y0(double x) {
        if (!(x > 0)) {
            return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        return x > FAR
                ? wave(x, P0, Q0, Math.sin(x), -Math.cos(x))
                : 2 / Math.PI * Math.log(x / 2) * j0(x) + chebyshev(Y0, square(x));
    }

    /** Y of order 1: -infinity at 0, and NaN below. */
    static double y1(double x) {
        if (!(x > 0)) {
            return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        return x > FAR
                ? wave(x, P1, Q1, -Math.cos(x), -Math.sin(x))
                : 2 / Math.PI * (Math.log(x / 2) * j1(x) - 1 / x) + x * chebyshev(Y1, square(x));
    }

    /**
     * {@code sqrt(2 / (pi x)) (P cos(phase) - Q sin(phase))}, where the phase is x less an odd
     * number of eighths of a turn: its cosine and its sine are {@code (cos + sin) / sqrt(2)} and
     * {@code (sin - cos) / sqrt(2)}.
     */
    private static double wave(double x, double[] p, double[] q, double cos, double sin) {
        if (Double.isInfinite(x)) {
            return 0;
        }
        double t = 2 * (FAR / x) * (FAR / x) - 1;
        double even = chebyshev(p, t) * (cos + sin);
        double odd = chebyshev(q, t) / x * (sin - cos);
        return (even - odd) / Math.sqrt(Math.PI * x);
    }

    /** {@code x^2} from 0 to 64, moved to -1 to 1. */
    private static double square(double x) {
        return x * x / 32 - 1;
    }

    /** The sum of Chebyshev's polynomials of t with these factors, by Clenshaw's recurrence. */
    static double chebyshev(double[] factors, double t) {
        double last = 0;
        double before = 0;
        for (int k = factors.length - 1; k > 0; k--) {
            double next = 2 * t * last - before + factors[k];
            before = last;
            last = next;
        }
        return t * last - before + factors[0];
    }
}
