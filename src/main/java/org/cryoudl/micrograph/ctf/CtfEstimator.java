package org.cryoudl.micrograph.ctf;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.FastLength;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.micrograph.cleaning.BadPixels;
import org.cryoudl.micrograph.spectrum.PowerSpectrum;
import org.cryoudl.micrograph.spectrum.TiledSpectrum;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Estimates the CTF from a power spectrum: all defoci and astigmatisms are searched over directions
 * ({@link DefocusSearch}), the best places are refined in two dimensions ({@link RingFit}), and the
 * fit is judged by frequency ({@link EquiphaseProfile}). Rings in noise alone are found too, and
 * explain a little of it; what explains no more is not a CTF.
 */
public final class CtfEstimator {

  private static final int CANDIDATES = 10;

  /** Parts along each side of a micrograph that the tilt is measured with, if tiles fit. */
  private static final int PARTS = 4;

  /** The correlation at which rings and fit are said to agree, as in CTFFIND4. */
  private static final double AGREEMENT = 0.5;

  /** Defoci of parts are fitted to frequencies up to this over the resolution of the fit. */
  private static final double BEYOND = 1.15;

  /** The window of a tile spreads a frequency over neighbours; so many of them count for one. */
  private static final double CORRELATED = 1.32;

  /** What the best of all searched rings explains of noise, found with noise (CtfEstimatorTest). */
  private static final double SEARCH_GAIN = 60;

  private static final double TILE_ANGSTROMS = 1024;
  private static final int LEAST_TILE_PIXELS = 512;
  private static final int LEAST_RING = 3;
  private static final int LEAST_RINGS = 12;

  private final CtfSearchOptions options;
  private final PhaseModel model;

  public CtfEstimator(CtfSearchOptions options) {
    this.options = options;
    this.model = PhaseModel.of(options.microscope());
  }

  /**
   * The spectrum of a micrograph, averaged over tiles so long that the rings of a large defocus
   * stay apart: 1,024 A and at least 512 pixels, and never more than the micrograph.
   */
  public static TiledSpectrum spectrum(Image micrograph, double pixelSizeAngstroms) {
    double wanted = Math.max(LEAST_TILE_PIXELS, TILE_ANGSTROMS / pixelSizeAngstroms);
    int shorter = Math.min(micrograph.width(), micrograph.height());
    int side = Math.min(FastLength.atLeast((int) Math.ceil(wanted)), shorter - shorter % 2);
    return TiledSpectrum.of(BadPixels.flattened(micrograph), side, PARTS);
  }

  /** Estimates from the spectrum of a micrograph; of a large one the tilt is measured too. */
  public CtfEstimate estimate(TiledSpectrum spectrum, double pixelSizeAngstroms) {
    CtfEstimate whole = estimate(spectrum.whole(), pixelSizeAngstroms);
    int parts = spectrum.parts().size();
    if (!whole.isFound() || parts < DefocusTilt.LEAST_PARTS) {
      return whole;
    }
    DefocusTilt.Part[] ofParts = new DefocusTilt.Part[parts];
    ParallelLoop.run(
        parts,
        p -> {
          TiledSpectrum.Part part = spectrum.parts().get(p);
          ofParts[p] =
              new DefocusTilt.Part(
                  cells(part.spectrum(), pixelSizeAngstroms, whole.resolutionAngstroms() / BEYOND),
                  part.column() * pixelSizeAngstroms,
                  part.row() * pixelSizeAngstroms);
        });
    OptionalDouble tilt =
        new DefocusTilt(model, options).degrees(List.of(ofParts), fitOf(whole.parameters()));
    return new CtfEstimate(
        whole.parameters(),
        true,
        whole.evidence(),
        whole.figureOfMerit(),
        whole.resolutionAngstroms(),
        whole.profile(),
        tilt);
  }

  /**
   * Estimates from a spectrum.
   *
   * @throws DataException if too few of its frequencies lie between the resolutions to be used
   */
  public CtfEstimate estimate(PowerSpectrum spectrum, double pixelSizeAngstroms) {
    SpectrumCells cells = cells(spectrum, pixelSizeAngstroms, options.mostResolutionAngstroms());
    List<DefocusSearch.Candidate> candidates =
        new DefocusSearch(cells, model, options).best(CANDIDATES);
    DefocusSearch.Candidate[] refined = new DefocusSearch.Candidate[candidates.size()];
    RingFit first = new RingFit(cells, model, options);
    ParallelLoop.run(refined.length, i -> refined[i] = first.refine(candidates.get(i).fit()));
    DefocusSearch.Candidate best =
        List.of(refined).stream()
            .max(Comparator.comparingDouble(DefocusSearch.Candidate::score))
            .orElseThrow();
    return judged(cells, first, best.fit());
  }

  private CtfEstimate judged(SpectrumCells cells, RingFit last, double[] fit) {
    List<CtfEstimate.ProfilePoint> profile = new EquiphaseProfile(cells, model, fit).points();
    double explained = 0;
    double total = 0;
    double evidence = 0;
    List<RingFit.BandFit> bands = last.explain(last.bands(fit), fit);
    for (RingFit.BandFit band : bands) {
      explained += band.explained();
      total += band.total();
      double residual = (band.total() - band.explained()) / Math.max(1, band.cells() - 4);
      evidence += residual > 0 ? band.explained() / residual / CORRELATED : 0;
    }
    double least = bands.size() + SEARCH_GAIN;
    return new CtfEstimate(
        parameters(fit),
        evidence > least,
        evidence / least,
        total > 0 ? Math.sqrt(explained / total) : 0,
        resolution(profile),
        profile,
        OptionalDouble.empty());
  }

  private SpectrumCells cells(
      PowerSpectrum spectrum, double pixelSizeAngstroms, double finestAngstroms) {
    double field = spectrum.side() * pixelSizeAngstroms;
    int nyquist = spectrum.side() / 2 - 1;
    int from = Math.max(LEAST_RING, (int) Math.ceil(field / options.leastResolutionAngstroms()));
    int to = (int) Math.min(nyquist, Math.floor(field / finestAngstroms));
    if (to - from + 1 < LEAST_RINGS && finestAngstroms > options.mostResolutionAngstroms()) {
      to = Math.min(nyquist, from + LEAST_RINGS - 1);
    }
    if (to - from + 1 < LEAST_RINGS) {
      throw new DataException(
          String.format(
              java.util.Locale.ROOT,
              "between %.1f and %.1f A there are %d rings of a spectrum of %d pixels of %s A;"
                  + " a CTF cannot be fitted to fewer than %d",
              options.leastResolutionAngstroms(),
              Math.max(finestAngstroms, 2 * pixelSizeAngstroms),
              Math.max(0, to - from + 1),
              spectrum.side(),
              pixelSizeAngstroms,
              LEAST_RINGS));
    }
    return SpectrumCells.of(spectrum, pixelSizeAngstroms, from, to);
  }

  /** Where rings and fit last agree, going up from low frequencies, in A. */
  private static double resolution(List<CtfEstimate.ProfilePoint> profile) {
    int start =
        IntStream.range(0, profile.size())
            .filter(i -> profile.get(i).correlation() >= AGREEMENT)
            .findFirst()
            .orElse(0);
    int end = start;
    while (end + 1 < profile.size() && profile.get(end + 1).correlation() >= AGREEMENT) {
      end++;
    }
    return 1 / profile.get(end).frequency();
  }

  private CtfParameters parameters(double[] fit) {
    double half = Math.hypot(fit[1], fit[2]);
    double angle = half == 0 ? 0 : Math.toDegrees(Math.atan2(fit[2], fit[1])) / 2;
    double phase = Math.toDegrees(fit[3]) % 180;
    CtfParameters microscope = options.microscope();
    return new CtfParameters(
        microscope.voltageKilovolts(),
        microscope.sphericalAberrationMillimetres(),
        microscope.amplitudeContrast(),
        fit[0] + half,
        fit[0] - half,
        angle,
        options.searchPhaseShift() ? (phase < 0 ? phase + 180 : phase) : phase);
  }

  private static double[] fitOf(CtfParameters ctf) {
    double half = (ctf.defocusUAngstroms() - ctf.defocusVAngstroms()) / 2;
    double twice = 2 * Math.toRadians(ctf.defocusAngleDegrees());
    return new double[] {
      (ctf.defocusUAngstroms() + ctf.defocusVAngstroms()) / 2,
      half * Math.cos(twice),
      half * Math.sin(twice),
      Math.toRadians(ctf.phaseShiftDegrees())
    };
  }
}
