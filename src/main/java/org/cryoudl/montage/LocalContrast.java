package org.cryoudl.montage;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.createCLAHE;

import java.nio.ShortBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_imgproc.CLAHE;
import org.cryoudl.image.Image;

/**
 * Levels the contrast of an image, so that weak parts count as strong ones do: histogram
 * equalisation in tiles, with limited contrast (CLAHE; Zuiderveld 1994).
 */
public final class LocalContrast {

  private static final double CLIP = 2;
  private static final int TILES = 4;
  private static final float WHITE = 65_535;

  private LocalContrast() {}

  /** A new image with levels from 0 to 1; an even one stays even. */
  public static Image level(Image image) {
    OpenCv.load();
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float pixel : image.pixels()) {
      least = Math.min(least, pixel);
      greatest = Math.max(greatest, pixel);
    }
    short[] levels = new short[image.pixels().length];
    if (!(greatest > least)) {
      return new Image(image.width(), image.height(), new float[levels.length]);
    }
    for (int p = 0; p < levels.length; p++) {
      float share = (image.pixels()[p] - least) / (greatest - least);
      levels[p] = (short) Math.round(WHITE * share);
    }
    try (Mat mat = new Mat(image.height(), image.width(), CV_16UC1);
        Mat levelled = new Mat();
        CLAHE clahe = createCLAHE(CLIP, new Size(TILES, TILES))) {
      ShortBuffer in = mat.createBuffer();
      in.put(levels);
      clahe.apply(mat, levelled);
      ShortBuffer out = levelled.createBuffer();
      out.get(levels);
    }
    float[] pixels = new float[levels.length];
    for (int p = 0; p < levels.length; p++) {
      pixels[p] = (levels[p] & 0xffff) / WHITE;
    }
    return new Image(image.width(), image.height(), pixels);
  }
}
