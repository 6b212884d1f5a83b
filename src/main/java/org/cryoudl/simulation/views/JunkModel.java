package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * How many boxes hold no good particle, and what they hold. The kinds' numbers are relative to each
 * other; each is 1 by default.
 *
 * @param share share of all boxes; 0 by default
 * @param emptyIce ice without a particle
 * @param carbonEdge the rim of the carbon film
 * @param contamination dense blobs
 * @param clump molecules on and against each other
 * @param twoParticles two molecules in one box
 * @param broken a part of a molecule
 * @param rim molecules at the rim only
 */
public record JunkModel(
    @JsonPropertyDescription("share of all boxes") Double share,
    @JsonPropertyDescription("ice without a particle") Double emptyIce,
    @JsonPropertyDescription("the rim of the carbon film") Double carbonEdge,
    @JsonPropertyDescription("dense blobs") Double contamination,
    @JsonPropertyDescription("molecules on and against each other") Double clump,
    @JsonPropertyDescription("two molecules in one box") Double twoParticles,
    @JsonPropertyDescription("a part of a molecule") Double broken,
    @JsonPropertyDescription("molecules at the rim only") Double rim) {

  /** What is null takes its default. */
  public JunkModel(
      @Nullable Double share,
      @Nullable Double emptyIce,
      @Nullable Double carbonEdge,
      @Nullable Double contamination,
      @Nullable Double clump,
      @Nullable Double twoParticles,
      @Nullable Double broken,
      @Nullable Double rim) {
    this.share = Bounds.within("share", share, 0, 0, 1);
    this.emptyIce = Bounds.within("empty_ice", emptyIce, 1, 0, 1e6);
    this.carbonEdge = Bounds.within("carbon_edge", carbonEdge, 1, 0, 1e6);
    this.contamination = Bounds.within("contamination", contamination, 1, 0, 1e6);
    this.clump = Bounds.within("clump", clump, 1, 0, 1e6);
    this.twoParticles = Bounds.within("two_particles", twoParticles, 1, 0, 1e6);
    this.broken = Bounds.within("broken", broken, 1, 0, 1e6);
    this.rim = Bounds.within("rim", rim, 1, 0, 1e6);
    if (this.share > 0
        && this.emptyIce
                + this.carbonEdge
                + this.contamination
                + this.clump
                + this.twoParticles
                + this.broken
                + this.rim
            == 0) {
      throw new IllegalArgumentException("of the kinds of junk one must be above 0, got 0 for all");
    }
  }

  /** No junk. */
  public static JunkModel none() {
    return new JunkModel(null, null, null, null, null, null, null, null);
  }

  /** One of the kinds. */
  JunkKind draw(SplittableRandom random) {
    double total = 0;
    for (JunkKind kind : JunkKind.values()) {
      total += weight(kind);
    }
    double left = total * random.nextDouble();
    JunkKind last = JunkKind.EMPTY_ICE;
    for (JunkKind kind : JunkKind.values()) {
      left -= weight(kind);
      last = weight(kind) > 0 ? kind : last;
      if (left < 0) {
        break;
      }
    }
    return last;
  }

  private double weight(JunkKind kind) {
    return switch (kind) {
      case EMPTY_ICE -> emptyIce;
      case CARBON_EDGE -> carbonEdge;
      case CONTAMINATION -> contamination;
      case CLUMP -> clump;
      case TWO_PARTICLES -> twoParticles;
      case BROKEN -> broken;
      case RIM -> rim;
    };
  }
}
