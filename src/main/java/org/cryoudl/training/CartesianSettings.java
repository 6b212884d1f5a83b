package org.cryoudl.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.network.CartesianArchitecture;
import org.cryoudl.network.JointAutoencoder;

/**
 * How the network {@code cartesian} is trained. The defaults are the published unsupervised
 * difference learning (UDL; Chen, Feng, Shen, J. Struct. Biol. 215 (2023) 107940): a pair x, y and
 * the same pair turned by known angles a, b must give answers that differ by a - b.
 *
 * @param architecture sizes of the network; those of the start model if there is one
 * @param mode pair-wise or joint learning
 * @param pairsPerStep pairs in one update
 * @param ownTurn weight of an added loss: every image against its own turned copy, whose answer is
 *     the known turn; 0 as published. It is also what rids the answers of their constant
 * @param splitNoise 0 as published. With 1, noise with the spectrum of the images is added to the
 *     images and taken away from their turned copies: the noise of the two is then independent (if
 *     Gaussian), so that a turn cannot be read off the noise, only off the particle
 * @param jointWeight in joint learning: the autoencoder's squared error counts this many times the
 *     epoch
 */
public record CartesianSettings(
    @JsonPropertyDescription("Sizes of the network; those of `start` if that is given.")
        CartesianArchitecture architecture,
    @JsonPropertyDescription(
            "`udl`: image i with image i + 1; `judl`: the first image with every other, and an"
                + " autoencoder that must reconstruct the spectra turned by the answers.")
        Mode mode,
    @JsonPropertyDescription("Pairs in one update.") Integer pairsPerStep,
    @JsonPropertyDescription(
            "Weight of the loss of every image against its own turned copy, whose answer is known;"
                + " 0 as published.")
        Double ownTurn,
    @JsonPropertyDescription(
            "Noise like that of the images, added to them and taken away from their turned copies,"
                + " so that no turn can be read off the noise; 1: as strong as theirs, 0 as"
                + " published.")
        Double splitNoise,
    @JsonPropertyDescription(
            "Joint learning: the reconstruction's squared error counts this times the epoch.")
        Double jointWeight) {

  /** What is learned from. */
  public enum Mode {
    /** Pair-wise: image i with image i + 1, cyclically. */
    @JsonProperty("udl")
    UDL,
    /** Joint: the first image with every other, and the autoencoder. */
    @JsonProperty("judl")
    JUDL
  }

  public CartesianSettings {
    mode = mode == null ? Mode.UDL : mode;
    pairsPerStep = Bounds.within("pairs_per_step", pairsPerStep, 32, 1, 4096);
    ownTurn = Bounds.within("own_turn", ownTurn, 0, 0, 1000);
    splitNoise = Bounds.within("split_noise", splitNoise, 0, 0, 10);
    jointWeight = Bounds.within("joint_weight", jointWeight, 20, 0, 1e6);
    if (mode == Mode.JUDL && architecture != null) {
      requireHalvesOf(architecture);
    }
  }

  /** Every default. */
  public static CartesianSettings standard() {
    return new CartesianSettings(null, null, null, null, null, null);
  }

  /** These settings with the published architecture where neither they nor a model name one. */
  CartesianSettings startingFrom(String model) {
    boolean named = model != null || architecture != null;
    return new CartesianSettings(
        named ? architecture : CartesianArchitecture.published(),
        mode,
        pairsPerStep,
        ownTurn,
        splitNoise,
        jointWeight);
  }

  /** The method by the name all networks share; {@code said} must not contradict the mode. */
  TrainingMethod agreedMethod(TrainingMethod said) {
    TrainingMethod own = mode == Mode.UDL ? TrainingMethod.UDL : TrainingMethod.JUDL;
    if (said != null && said != own) {
      throw new IllegalArgumentException(
          "method %s contradicts cartesian.mode %s; leave method out".formatted(said, mode));
    }
    return own;
  }

  /** The autoencoder halves the spectrum three times. */
  static void requireHalvesOf(CartesianArchitecture architecture) {
    if (architecture.inputPixels() % JointAutoencoder.STRIDE != 0) {
      throw new IllegalArgumentException(
          "joint learning needs input_pixels to be a multiple of %d, got %d"
              .formatted(JointAutoencoder.STRIDE, architecture.inputPixels()));
    }
  }
}
