package org.cryoudl.pipeline.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.image.Image;
import org.cryoudl.pipeline.reporting.ErrorFigures;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Level;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleTable.Column;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;
import org.cryoudl.report.block.Table.Cell;

/**
 * Shows what a validation found.
 *
 * @param outcome figures and pictures
 */
record ValidationReport(Validator.Outcome outcome) {

  /** Titles and captions of {@link Validator.Outcome#pictures}. */
  private static final String[][] PICTURES = {
    {"All particles", "aligned together, brought onto the first half, filtered"},
    {"First half", "aligned apart, filtered"},
    {"Second half", "aligned apart, brought onto the first, filtered"},
    {"Noise, first half", "noise of the particles' spectrum, aligned; not filtered"},
    {"Noise, second half", "brought onto the first; not filtered"},
    {
      "Noise on the particles' average",
      "the same noise with the average as reference: what reference bias alone makes"
    },
  };

  private static final int BARS = 50;

  /** Puts it together. */
  Report build(String title, Section provenance) {
    return new Report(
        "Validation",
        title,
        verdict(),
        highlights(),
        List.of(
            Section.of("averages", "Averages", gallery()),
            resolution(),
            correlations(),
            parts(),
            stability(),
            Section.of("particles", "Particles", particles()),
            provenance));
  }

  private Validation v() {
    return outcome.validation();
  }

  private Frequencies frequencies() {
    return v().frequencies();
  }

  private Verdict verdict() {
    return new Verdict(
        v().clearlyAboveNoise() && !v().isBoundless()
            ? Verdict.Tone.GOOD
            : v().averageAboveNoise() ? Verdict.Tone.CAUTION : Verdict.Tone.BAD,
        ValidationText.sentences(v()));
  }

  private List<Highlight> highlights() {
    DoubleStream quarters = DoubleStream.of(v().quarterCorrelations());
    String noise = ValidationText.reach(v(), v().noise(), RingCorrelation.RESOLVED);
    return List.of(
        new Highlight(
            "Particles",
            String.format(Locale.ROOT, "%,d", v().particles()),
            v().particles() == v().of()
                ? "all usable ones"
                : String.format(Locale.ROOT, "drawn from %,d", v().of())),
        new Highlight(
            "Halves agree to",
            ValidationText.reach(v(), v().halves(), RingCorrelation.RESOLVED),
            "FRC 0.143; noise: " + noise),
        new Highlight(
            "Halves over noise",
            String.format(Locale.ROOT, "%.1f \u03c3", v().agreementSigmas()),
            "5 are required"),
        new Highlight(
            "Particles over noise",
            String.format(Locale.ROOT, "%.1f %%", 100 * v().separation()),
            "of all pairs; 90 % are required"),
        new Highlight(
            "Quarters agree by",
            String.format(Locale.ROOT, "%.2f", quarters.min().orElse(0)),
            "least correlation of two"),
        new Highlight(
            "Poses repeat to",
            String.format(Locale.ROOT, "%.2f\u00b0", v().stability().mod180().medianDegrees()),
            "median, halves against whole, mod 180"));
  }

  private Gallery gallery() {
    List<Picture> pictures = new ArrayList<>();
    List<Image> images = outcome.pictures();
    for (int i = 0; i < images.size(); i++) {
      pictures.add(ReportPictures.average(PICTURES[i][0], PICTURES[i][1], images.get(i)));
    }
    return new Gallery(Gallery.Size.SMALL, pictures);
  }

  private Section resolution() {
    RingCorrelation rings = v().halves().rings();
    double[] snr = rings.spectralSnr();
    for (int s = 0; s < snr.length; s++) {
      snr[s] = snr[s] > 0 ? snr[s] : Double.NaN; // a logarithmic axis has no zero
    }
    int last = rings.size() - 1;
    return Section.of(
        "resolution",
        "Resolution",
        new Paragraph(
            "No particle of one half ever met one of the other. Noise is as many images of the"
                + " particles' noise spectrum, put through the same steps: only what lies above its"
                + " curve is the particles'."),
        frequencies()
            .ringCorrelation(
                "ring-correlation",
                "Fourier ring correlation",
                "Aligned noise agrees at low frequencies too. Upright lines: the particles' halves"
                    + " at 0.5 and 0.143.",
                List.of(
                    Frequencies.shells("particles", Series.Kind.LINE, rings.smoothed()),
                    Frequencies.shells("noise", Series.Kind.LINE, v().noise().rings().smoothed()),
                    Frequencies.shells(
                        "noise on the average",
                        Series.Kind.LINE,
                        v().biasedNoise().rings().smoothed())),
                rings),
        new Chart(
                "spectral-snr",
                "Spectral signal-to-noise ratio",
                "Of the average of both halves, 2 FRC / (1 - FRC).",
                frequencies().axis(last),
                Axis.of("signal-to-noise ratio").logarithmic(),
                Frequencies.shells("both halves", Series.Kind.LINE, snr))
            .withLevel(Level.horizontal(1, "1")));
  }

  private Section correlations() {
    double[][] all = {
      v().halves().correlations(), v().noise().correlations(), v().biasedNoise().correlations()
    };
    double least = 0;
    double greatest = 0.1;
    for (double[] values : all) {
      least = Math.min(least, DoubleStream.of(values).min().orElse(0));
      greatest = Math.max(greatest, DoubleStream.of(values).max().orElse(0));
    }
    return Section.of(
        "correlations",
        "Correlations",
        new Chart(
            "correlations-chart",
            "Correlation of every image with its average",
            String.format(
                Locale.ROOT,
                "Whitened. Medians: particles %.3f, noise %.3f, noise on the particles' average"
                    + " %.3f.",
                v().halves().medianCorrelation(),
                v().noise().medianCorrelation(),
                v().biasedNoise().medianCorrelation()),
            Axis.of("correlation"),
            Axis.of("images"),
            Series.histogram("particles", all[0], least, greatest, BARS),
            Series.histogram("noise", all[1], least, greatest, BARS),
            Series.histogram("noise on the average", all[2], least, greatest, BARS)));
  }

  private Section parts() {
    List<List<Cell>> rows = new ArrayList<>();
    rows.add(
        List.of(
            Cell.text("halves 1 and 2"),
            Cell.number(v().halves().agreement(), 3),
            Cell.text(ValidationText.reach(v(), v().halves(), RingCorrelation.HALF)),
            Cell.text(ValidationText.reach(v(), v().halves(), RingCorrelation.RESOLVED))));
    int pair = 0;
    for (int a = 1; a <= Validator.QUARTERS; a++) {
      for (int b = a + 1; b <= Validator.QUARTERS; b++, pair++) {
        rows.add(
            List.of(
                Cell.text("quarters " + a + " and " + b),
                Cell.number(v().quarterCorrelations()[pair], 3),
                Cell.text("\u2013"),
                Cell.text(crossing(v().quarterCrossings()[pair]))));
      }
    }
    rows.add(noiseRow("halves of noise", v().noise()));
    rows.add(noiseRow("halves of noise on the average", v().biasedNoise()));
    return Section.of(
        "parts",
        "Agreement of parts",
        new Table(
            "parts-table",
            "Averages of parts that were aligned apart",
            "Correlation inside the mask, and where the ring correlation falls below 0.5 and 0.143.",
            List.of("parts", "correlation", "FRC 0.5", "FRC 0.143"),
            rows));
  }

  private List<Cell> noiseRow(String name, Validation.Curve curve) {
    return List.of(
        Cell.text(name),
        Cell.number(curve.agreement(), 3),
        Cell.text(ValidationText.reach(v(), curve, RingCorrelation.HALF)),
        Cell.text(ValidationText.reach(v(), curve, RingCorrelation.RESOLVED)));
  }

  private String crossing(double shell) {
    return frequencies()
        .reach(Double.isInfinite(shell) ? OptionalDouble.empty() : OptionalDouble.of(shell));
  }

  private Section stability() {
    return Section.of(
        "stability",
        "Stability of the poses",
        new Paragraph(
            "Poses found in the halves against those found in the whole set, one turn and one"
                + " centre taken out."),
        ErrorFigures.histogram(
            "stability-360", "differences", "modulo 360", v().stability().errors360Degrees()),
        ErrorFigures.cumulative(
            "stability-cumulative",
            "Share of differences up to a size",
            List.of(
                ErrorFigures.curve("modulo 360", v().stability().errors360Degrees()),
                ErrorFigures.curve("modulo 180", v().stability().errors180Degrees()))));
  }

  private ParticleTable particles() {
    return new ParticleTable(
        outcome.names(),
        List.of(
            new Column("half", "half", "the half that it was in", 0, outcome.half()),
            new Column(
                "correlation",
                "correlation",
                "with the average of its half, whitened",
                3,
                outcome.correlation()),
            new Column(
                "difference_360_degrees",
                "turn, mod 360",
                "angle in its half less that in the whole set, in degrees",
                2,
                v().stability().errors360Degrees()),
            new Column(
                "difference_180_degrees",
                "turn, mod 180",
                "the same with half-turns forgiven",
                2,
                v().stability().errors180Degrees())),
        ParticleViews.NONE);
  }
}
