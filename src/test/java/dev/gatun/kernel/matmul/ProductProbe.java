package dev.gatun.kernel.matmul;

/** A program of its own, for JVMs started with other flags: prints what it ran on, then OK. */
final class ProductProbe {
    private ProductProbe() {}

    public static void main(String[] args) {
        boolean forceVectors = args.length > 0 && args[0].equals("vectors");
        System.out.println(
                "float " + name(MicroKernels.FLOAT) + ", double " + name(MicroKernels.DOUBLE));
        double worst = 0;
        for (boolean isDouble : new boolean[] {false, true}) {
            ProductCase.Product product =
                    forceVectors
                            ? ProductCase.by(
                                    isDouble ? new DoubleMicroKernel() : new FloatMicroKernel())
                            : ProductCase.byLibrary();
            for (int[] size : new int[][] {{1, 1, 1}, {7, 13, 31}, {65, 33, 129}, {13, 207, 800}}) {
                for (int trans = 0; trans < 4; trans++) {
                    ProductCase one =
                            new ProductCase(
                                    isDouble,
                                    (trans & 1) != 0,
                                    (trans & 2) != 0,
                                    size[0],
                                    size[1],
                                    size[2],
                                    1.5,
                                    trans == 3 ? 0.5 : 0,
                                    3);
                    worst = Math.max(worst, one.worstError(product));
                }
            }
        }
        System.out.println(worst <= 1 ? "OK" : "worst error " + worst + " of its bound");
    }

    private static String name(MicroKernel tile) {
        return tile.getClass().getSimpleName() + " " + tile.columns;
    }
}
