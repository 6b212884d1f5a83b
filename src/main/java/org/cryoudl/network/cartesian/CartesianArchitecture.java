package org.cryoudl.network.cartesian;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of a {@link CartesianNetwork}, kept with its weights. Defaults are the published ones.
 *
 * @param inputPixels side length of the spectrum the network sees
 * @param widths channels of the residual blocks, each followed by 2 x 2 pooling
 * @param maskWidths channels of the mask module's layers before its last, which has one
 * @param head width of the linear head's two inner layers
 * @param variant how two images are compared
 * @param output what the head returns
 */
public record CartesianArchitecture(
    @JsonPropertyDescription("Side length of the spectrum the network sees, in pixels.")
        Integer inputPixels,
    @JsonPropertyDescription("Channels of the residual blocks; each halves the side length.")
        List<Integer> widths,
    @JsonPropertyDescription("Channels of the mask module's layers before its last.")
        List<Integer> maskWidths,
    @JsonPropertyDescription("Width of the linear head's two inner layers.") Integer head,
    @JsonPropertyDescription(
            "How two images are compared: `vector` (their feature vectors side by side) or"
                + " `matching` (every position of one feature map with every one of the other).")
        Variant variant,
    @JsonPropertyDescription(
            "What the head returns: `degrees` (one number, as published, with a seam at 0 and 360)"
                + " or `circular` (cos 2t and sin 2t, which have no seam).")
        Output output) {

  /** How two images are compared. */
  public enum Variant {
    /** The two feature vectors, one after the other, enter the head. */
    @JsonProperty("vector")
    VECTOR,
    /** Feature matching: correlations of all positions, convolved, enter the head. */
    @JsonProperty("matching")
    MATCHING
  }

  /** What the head returns. */
  public enum Output {
    /** An angle in degrees. */
    @JsonProperty("degrees")
    DEGREES,
    /** Cosine and sine of twice the angle, of any common length. */
    @JsonProperty("circular")
    CIRCULAR
  }

  private static final int LARGEST_INPUT = 512;
  private static final int LARGEST_WIDTH = 4096;
  private static final int MOST_LAYERS = 8;

  /** What is null takes its default. */
  public CartesianArchitecture(
      @Nullable Integer inputPixels,
      @Nullable List<Integer> widths,
      @Nullable List<Integer> maskWidths,
      @Nullable Integer head,
      @Nullable Variant variant,
      @Nullable Output output) {
    this.inputPixels = inputPixels == null ? 128 : inputPixels;
    this.variant = variant == null ? Variant.VECTOR : variant;
    this.output = output == null ? Output.DEGREES : output;
    this.widths = widths == null ? publishedWidths(this.variant) : List.copyOf(widths);
    this.maskWidths = maskWidths == null ? List.of(4, 8, 16, 32) : List.copyOf(maskWidths);
    this.head = head == null ? 2000 : head;
    check("input_pixels", this.inputPixels, 8, LARGEST_INPUT);
    check("head", this.head, 1, LARGEST_WIDTH);
    checkAll("widths", this.widths);
    checkAll("mask_widths", this.maskWidths);
    if (this.inputPixels % (1 << this.widths.size()) != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d blocks halve input_pixels as often, so it must be a multiple of %d, got %d",
              this.widths.size(),
              1 << this.widths.size(),
              this.inputPixels));
    }
  }

  /** The published network: 73,748,750 weights. */
  public static CartesianArchitecture published() {
    return new CartesianArchitecture(null, null, null, null, null, null);
  }

  /** The published feature-matching variant, which stops after four blocks. */
  public static CartesianArchitecture publishedMatching() {
    return new CartesianArchitecture(null, null, null, null, Variant.MATCHING, null);
  }

  /** Side length of the last block's map. */
  public int mapPixels() {
    return inputPixels >> widths.size();
  }

  /** Channels of the last block's map. */
  public int mapChannels() {
    return widths.get(widths.size() - 1);
  }

  /** Numbers the head returns. */
  public int outputs() {
    return output == Output.DEGREES ? 1 : 2;
  }

  private static List<Integer> publishedWidths(Variant variant) {
    List<Integer> all = List.of(32, 64, 128, 256, 512, 1024, 2048);
    return variant == Variant.VECTOR ? all : all.subList(0, 4);
  }

  private static void checkAll(String key, List<Integer> widths) {
    if (widths.isEmpty() || widths.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s must name 1 to %d layers, got %d", key, MOST_LAYERS, widths.size()));
    }
    widths.forEach(width -> check(key, width, 1, LARGEST_WIDTH));
  }

  private static void check(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          key + " must lie in " + least + " to " + most + ", got " + value);
    }
  }
}
