package dev.gatun.kernel.window;

/**
 * The windows of a volume, or of an image, which is a volume of depth 1: one for each window along
 * the depth, each of the rows and each of the columns.
 */
public record VolumeWindows(AxisWindows depth, AxisWindows rows, AxisWindows columns) {
    /** Of an image. */
    public static VolumeWindows of(AxisWindows rows, AxisWindows columns) {
        return new VolumeWindows(AxisWindows.single(), rows, columns);
    }

    /** The number of elements of the volume. */
    long size() {
        return depth.size() * rows.size() * columns.size();
    }
}
