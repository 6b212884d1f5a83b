package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/**
 * What is shown of single particles: a pair of pictures, such as before and after, and how the
 * posterior of their pose depends on the angle.
 *
 * @param side of the square pictures, in pixels
 * @param beforeTitle what the first picture of each pair is
 * @param afterTitle what the second is
 * @param turns number of angles in 360 degrees at which curves are known, from 0 on; 0 if there are
 *     no curves
 * @param curveTitle what the curves are
 * @param views of some or all particles, rows ascending
 */
@JsonPropertyOrder({"side", "turns", "before_title", "after_title", "curve_title", "chunk", "rows"})
public record ParticleViews(
    int side,
    String beforeTitle,
    String afterTitle,
    int turns,
    String curveTitle,
    @JsonIgnore List<View> views) {

  /** The page holds views in pieces of so many: opening one unpacks few others. */
  public static final int CHUNK = 64;

  /** No particle is shown. */
  public static final ParticleViews NONE = new ParticleViews(0, "", "", 0, "", List.of());

  /** Bytes that a view takes in a page, before compression, which gains little on noise. */
  public static int bytes(int side, int turns) {
    return Float.BYTES + 2 * side * side + turns;
  }

  public ParticleViews {
    views = List.copyOf(views);
    for (View view : views) {
      if (view.before.length != side * side
          || view.after.length != side * side
          || view.logPosterior.length != turns) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the view of row %d has %d and %d pixels and %d turns, not %d and %d",
                view.row,
                view.before.length,
                view.after.length,
                view.logPosterior.length,
                side * side,
                turns));
      }
    }
  }

  @JsonProperty("chunk")
  int chunk() {
    return CHUNK;
  }

  @JsonProperty("rows")
  int[] rows() {
    return views.stream().mapToInt(View::row).toArray();
  }

  /**
   * How many views fit into a number of bytes of a page.
   *
   * @param budget bytes of text
   */
  public static int fitting(int side, int turns, long budget) {
    // Base64 makes four characters of three bytes.
    return (int) Math.min(Integer.MAX_VALUE, budget * 3 / 4 / bytes(side, turns));
  }

  /**
   * One particle. The arrays are shared, not copied, because there are thousands; they must not be
   * written.
   *
   * @param row in the particle table, from 0
   * @param before the first picture: grey levels 0 to 255, row by row
   * @param after the second
   * @param logPosterior natural logarithm of the posterior at each turn, the largest being 0
   */
  public record View(int row, byte[] before, byte[] after, float[] logPosterior) {

    /**
     * As the page reads it, little-endian: depth of the curve (its least value's size), both
     * pictures, the curve in 255 steps from 0 down to that depth.
     */
    public void pack(ByteBuffer target) {
      float depth = 0;
      for (float value : logPosterior) {
        depth = Math.max(depth, -value);
      }
      target.order(ByteOrder.LITTLE_ENDIAN).putFloat(depth).put(before).put(after);
      for (float value : logPosterior) {
        target.put((byte) (depth == 0 ? 0 : Math.round(255 * -value / depth)));
      }
    }
  }
}
