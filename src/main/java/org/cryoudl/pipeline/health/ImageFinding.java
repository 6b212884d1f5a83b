package org.cryoudl.pipeline.health;

import java.util.Locale;

/** What was found in the pixels of a set. */
public sealed interface ImageFinding extends InputFinding {

  /** How backgrounds are taken that rise or have a step. */
  String FITTED = "off, as fitted in each image";

  /**
   * Number and size of the images.
   *
   * @param images all of them
   * @param looked how many were read; the others are taken to be like them
   * @param width columns
   * @param height rows
   */
  record Box(int images, int looked, int width, int height) implements ImageFinding {

    /** Smaller images hold neither a background nor a ring of the spectrum. */
    static final int LEAST = 8;

    @Override
    public String subject() {
      return "box";
    }

    @Override
    public HealthLevel level() {
      return width == height && width >= LEAST ? HealthLevel.FINE : HealthLevel.WRONG;
    }

    @Override
    public String text() {
      String size = images + " images of " + width + " x " + height + " pixels";
      if (width != height) {
        return size + ", but alignment needs square ones";
      }
      if (width < LEAST) {
        return size + ", but alignment needs at least " + LEAST + " x " + LEAST;
      }
      return looked < images ? size + " (" + looked + " of them read)" : size;
    }
  }

  /**
   * Images that cannot be read or hold values that are not finite or too large.
   *
   * @param count how many
   * @param looked of how many
   * @param first what is wrong with the first
   */
  record Unusable(int count, int looked, String first) implements ImageFinding {
    @Override
    public String subject() {
      return "values";
    }

    @Override
    public HealthLevel level() {
      return count > 0 ? HealthLevel.WRONG : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return count == 0
          ? "all values are finite"
          : "images that cannot be used: " + count + " of " + looked + "; the first: " + first;
    }
  }

  /**
   * Images that hold one value only.
   *
   * @param count how many
   * @param looked of how many
   * @param first the name of the first
   */
  record Constant(int count, int looked, String first) implements ImageFinding {
    @Override
    public String subject() {
      return "constant images";
    }

    @Override
    public HealthLevel level() {
      return count == 0
          ? HealthLevel.FINE
          : count == looked ? HealthLevel.WRONG : HealthLevel.DOUBTFUL;
    }

    @Override
    public String text() {
      return count == 0
          ? "no image is constant"
          : count + " of " + looked + " images hold one value only, the first of them " + first;
    }
  }

  /**
   * Images with the very pixels of another, constant ones apart.
   *
   * @param count how many repeat an earlier one
   * @param looked of how many
   * @param first the name of the first that does
   * @param like the name of the one it repeats
   */
  record Equal(int count, int looked, String first, String like) implements ImageFinding {
    @Override
    public String subject() {
      return "repeated images";
    }

    @Override
    public HealthLevel level() {
      return count == 0
          ? HealthLevel.FINE
          : count == looked - 1 ? HealthLevel.WRONG : HealthLevel.DOUBTFUL;
    }

    @Override
    public String text() {
      if (count == 0) {
        return "no two images are equal";
      }
      String pair = first + " has the very pixels of " + like;
      return count == looked - 1
          ? "all " + looked + " images are equal, so there is nothing to align (" + pair + ")"
          : count + " of " + looked + " images repeat another: " + pair + "; each counts again";
    }
  }

  /**
   * Images whose spread or level is far from the others'.
   *
   * @param count how many
   * @param looked of how many
   * @param first the name of the first
   */
  record Outlying(int count, int looked, String first) implements ImageFinding {
    @Override
    public String subject() {
      return "grey levels";
    }

    @Override
    public HealthLevel level() {
      return count > 0 ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return count == 0
          ? "no image stands out in level or spread"
          : count
              + " of "
              + looked
              + " images have grey values far from the others', the first of them "
              + first;
    }
  }

  /**
   * Whether particles are white.
   *
   * @param z how surely: strongly negative means dark; of the images as they will be used, inverted
   *     if they are said to be dark
   * @param saidDark whether the metadata say that they are dark
   * @param inverted whether they are to be inverted
   */
  record ContrastSeen(double z, boolean saidDark, boolean inverted) implements ImageFinding {

    /** Strength of evidence from which on it counts. */
    private static final double SURE = 8;

    @Override
    public String subject() {
      return "contrast";
    }

    @Override
    public HealthLevel level() {
      return z < -SURE ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      if (saidDark && !inverted) {
        return "the metadata say that particles are dark, so they are inverted; the images "
            + (z < -SURE ? "look white as they are" : z > SURE ? "look so" : "do not show which");
      }
      if (z < -SURE) {
        return "particles look darker than their background"
            + (inverted ? " after they were inverted" : ": if they are, invert them");
      }
      return z > SURE ? "particles are white" : "the images do not show the particles' contrast";
    }
  }

  /**
   * Grey ramps of the background.
   *
   * @param median rise across the box in standard deviations of the background, of a typical image
   */
  record Ramp(double median) implements ImageFinding {

    private static final double STRONG = 1.5;

    @Override
    public String subject() {
      return "background ramps";
    }

    @Override
    public String taken() {
      return FITTED;
    }

    @Override
    public HealthLevel level() {
      return median > STRONG ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return median > STRONG
          ? String.format(
              Locale.ROOT,
              "backgrounds rise by %.1f of their standard deviations across the box, which is taken"
                  + " off",
              median)
          : "backgrounds are level";
    }
  }

  /**
   * Images that an edge crosses, as of ice or carbon.
   *
   * @param count how many
   * @param looked of how many
   * @param median height of a typical edge in standard deviations of the background
   */
  record Edges(int count, int looked, double median) implements ImageFinding {

    /** Share of the images from which on they matter. */
    private static final double MANY = 0.05;

    @Override
    public String subject() {
      return "edges";
    }

    @Override
    public String taken() {
      return FITTED;
    }

    @Override
    public HealthLevel level() {
      return count > MANY * looked ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return count == 0
          ? "no edge crosses a background"
          : String.format(
              Locale.ROOT,
              "an edge, as of ice or carbon, crosses %d of %d backgrounds (a typical step of %.1f"
                  + " of their standard deviations); it is taken off as far as they show it",
              count,
              looked,
              median);
    }
  }

  /**
   * Images whose background has slow waves.
   *
   * @param count how many
   * @param looked of how many
   * @param median from crest to trough of typical ones, in standard deviations of the background
   */
  record Waves(int count, int looked, double median) implements ImageFinding {

    @Override
    public String subject() {
      return "background waves";
    }

    @Override
    public String taken() {
      return FITTED;
    }

    @Override
    public HealthLevel level() {
      return count > Edges.MANY * looked ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return count == 0
          ? "no background has waves"
          : String.format(
              Locale.ROOT,
              "%d of %d backgrounds have slow waves (typical ones of %.1f of their standard"
                  + " deviations from crest to trough), which are taken off as far as they show them",
              count,
              looked,
              median);
    }
  }

  /**
   * A pattern that lies at the same place in all backgrounds.
   *
   * @param share of the backgrounds' variance, as measured: also below 0
   * @param looked how many images were looked at
   */
  record Common(double share, int looked) implements ImageFinding {

    /** What the finding is about. */
    public static final String SUBJECT = "common background";

    /** A tenth of the standard deviation: in an average of a hundred images as strong as noise. */
    private static final double LEAST = 0.01;

    /** Of n images chance leaves 1 / n, give or take as much where the noise is all coarse. */
    private static final double CHANCE = 3;

    @Override
    public String subject() {
      return SUBJECT;
    }

    @Override
    public String taken() {
      return "left in the images";
    }

    @Override
    public HealthLevel level() {
      return looked > 1 && share > Math.max(LEAST, CHANCE / looked)
          ? HealthLevel.DOUBTFUL
          : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return level() == HealthLevel.FINE
          ? "backgrounds have no pattern in common"
          : String.format(
              Locale.ROOT,
              "one pattern lies at the same place in all backgrounds, as stripes of a camera do:"
                  + " %.2f of their standard deviation, beside %.2f that differ from image to"
                  + " image. Poses may be those of the pattern; if these particles are not aligned"
                  + " already, extract them again or take its mean off",
              Math.sqrt(share),
              Math.sqrt(Math.max(0, 1 - share)));
    }
  }

  /**
   * Images whose background holds one value only, because they were masked.
   *
   * @param count how many
   * @param looked of how many
   */
  record Masked(int count, int looked) implements ImageFinding {
    @Override
    public String subject() {
      return "background noise";
    }

    @Override
    public HealthLevel level() {
      return count > 0 ? HealthLevel.DOUBTFUL : HealthLevel.FINE;
    }

    @Override
    public String text() {
      return count == 0
          ? "backgrounds hold noise"
          : count
              + " of "
              + looked
              + " images have a background of one value, as if masked: noise cannot be measured"
              + " there";
    }
  }
}
