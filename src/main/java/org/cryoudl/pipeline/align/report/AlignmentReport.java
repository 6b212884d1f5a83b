package org.cryoudl.pipeline.align.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryoudl.alignment.confidence.AnglePosteriors;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.score.ClassOrder;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.pipeline.align.output.AlignedImages;
import org.cryoudl.pipeline.align.output.ClassCourse;
import org.cryoudl.pipeline.align.output.ClassSpectra;
import org.cryoudl.pipeline.align.output.IterativeAveragingOutput;
import org.cryoudl.pipeline.figures.ParticleFigure;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Table;

/**
 * The page about an alignment.
 *
 * @param set the particles, open
 * @param alignment what was found
 * @param options that it was made with
 * @param summary the record of the run
 * @param folder where its results are, pictures among them
 * @param course charts of how the method went
 * @param spectra of the classes, if there are any
 */
public record AlignmentReport(
    ParticleSet set,
    Alignment alignment,
    AlignmentOptions options,
    AlignmentSummary summary,
    Path folder,
    List<Chart> course,
    Optional<ClassSpectra> spectra) {

  private static final List<ReportPictures.Left> PICTURES =
      Stream.of(IterativeAveragingOutput.PICTURES, ClassCourse.PICTURES)
          .flatMap(List::stream)
          .toList();

  /** Reads particles and draws what a report shows of them. */
  public Report build(Progress progress) {
    boolean inverted = ParticleIntake.inverts(set, options);
    ParticlePictures pictures =
        new ParticlePictures(new AlignedImages(set.images(), alignment, inverted));
    AnglePosteriors posteriors = AnglePosteriors.of(set, alignment, inverted);
    ParticlePictures.Shown shown = pictures.draw(posteriors, progress);
    AlignmentCharts charts = new AlignmentCharts(alignment);
    List<Section> sections = new ArrayList<>();
    sections.add(averages(shown));
    if (alignment.hasClasses()) {
      ClassSections classes = new ClassSections(alignment, summary, charts);
      sections.add(classes.overview());
      sections.add(classes.details(pictures, spectra));
    }
    sections.add(sheets(pictures));
    List<Block> method = new ArrayList<>(course);
    ReportPictures.those(folder, PICTURES).ifPresent(method::add);
    if (!method.isEmpty()) {
      sections.add(new Section("method", "Course of the method", method));
    }
    sections.add(Section.of("resolution", "Resolution", charts.ringCorrelation()));
    sections.add(
        Section.of(
            "poses", "Angles and shifts", charts.angles(), charts.shifts(), charts.origins()));
    sections.add(
        Section.of(
            "confidence",
            "Confidence",
            charts.correlations(),
            charts.confidences(),
            charts.angleErrors(),
            charts.shiftErrors()));
    sections.add(
        Section.of(
            "particles",
            "Particles",
            new Paragraph(
                "Choose a particle to see it before and after, low-passed to what can be seen in a"
                    + " single particle, with the posterior of its angle over the full turn (both"
                    + " half-turns, all shifts within 3 % of the box, frequencies to "
                    + charts.resolution(posteriors.radius())
                    + ")."),
            new ParticleTable(names(), ParticleFigure.reportColumns(alignment), shown.views())));
    sections.add(assumptions());
    sections.add(provenance());
    return new Report("Alignment", title(), verdict(), highlights(charts), sections);
  }

  private String title() {
    return text("%,d particles of %s", alignment.size(), set.file().getFileName());
  }

  private Verdict verdict() {
    String errors =
        summary.tone() == Verdict.Tone.BAD
            ? "All figures below describe the best fit to the average, which need not show anything."
            : text(
                "The reported standard error of a typical particle is %.2f degrees and %.2f px.",
                summary.median(ParticleFigure.PSI_ERROR),
                summary.median(ParticleFigure.SHIFT_ERROR));
    return new Verdict(summary.tone(), List.of(summary.verdict(), errors));
  }

  private List<Highlight> highlights(AlignmentCharts charts) {
    int leftOut = alignment.constantRows().size();
    return List.of(
        new Highlight(
            "Particles",
            text("%,d", alignment.size()),
            (summary.look() != null
                    ? "quick look: " + summary.look()
                    : leftOut == 0 ? "all of the set" : leftOut + " empty ones left out")
                + (summary.flagged() == 0 ? "" : text(", %,d flagged", summary.flagged()))),
        new Highlight(
            "Error of an angle",
            text("%.2f\u00b0", summary.median(ParticleFigure.PSI_ERROR)),
            "median standard error, modulo 180 degrees"),
        new Highlight(
            "Error of a shift",
            text("%.2f px", summary.median(ParticleFigure.SHIFT_ERROR)),
            "median standard error"),
        alignment.hasClasses() ? bestResolved(charts) : halves(charts),
        new Highlight(
            "Psi right within 10\u00b0",
            text("%.2f", summary.median(ParticleFigure.CONFIDENCE)),
            "median probability (confidence)"),
        new Highlight("Time", text("%.1f s", summary.seconds()), summary.threads() + " threads"));
  }

  private Highlight halves(AlignmentCharts charts) {
    return new Highlight(
        "Halves agree to",
        charts.reach(alignment.largestView(), RingCorrelation.RESOLVED),
        "ring correlation 0.143");
  }

  /** The class with the best score, which is shown first. */
  private Highlight bestResolved(AlignmentCharts charts) {
    int best = ClassOrder.bestFirst(alignment).get(0);
    return new Highlight(
        "Resolution",
        charts.resolution(alignment.views().get(best)),
        "class " + (best + 1) + ", the best score");
  }

  private Section averages(ParticlePictures.Shown shown) {
    String all = alignment.hasClasses() ? "mean of class 1" : "mean of all";
    Picture.ScaleBar bar = frequencies().scaleBar();
    return Section.of(
        "averages",
        "Averages",
        new Paragraph("The box is " + frequencies().side() + " wide."),
        new Gallery(
            Gallery.Size.SMALL,
            List.of(
                ReportPictures.average(
                        "As they came",
                        "mean of "
                            + shown.views().views().size()
                            + " particles, neither turned nor shifted",
                        shown.mean())
                    .with(bar),
                ReportPictures.average(
                        "Aligned",
                        alignment.phases().isPresent() ? all + ", corrected for the CTF" : all,
                        alignment.largestView().unfilteredAverage())
                    .with(bar),
                ReportPictures.average(
                        "Aligned and filtered",
                        "Wiener filtered by the ring correlation, masked",
                        alignment.largestView().average())
                    .with(bar))));
  }

  private Frequencies frequencies() {
    return new Frequencies(alignment.box(), alignment.pixelSizeAngstroms());
  }

  private Section sheets(ParticlePictures pictures) {
    String what = "the same particles, evenly spread over the set, low-passed to be seen";
    return Section.of(
        "before-after",
        "Before and after",
        new Gallery(
            Gallery.Size.LARGE,
            List.of(
                Picture.ofLevels("Before", what, pictures.sheet(false)),
                Picture.ofLevels("After", what, pictures.sheet(true)))));
  }

  private List<String> names() {
    return IntStream.of(alignment.particles().rows()).mapToObj(set::imageName).toList();
  }

  private Section assumptions() {
    return Section.of(
        "assumptions",
        "Assumptions",
        new Table(
            "assumption-table",
            "What the particles were taken to be",
            "Sure: stated or measured. Likely: the usual case, which nothing contradicts. Doubtful:"
                + " something speaks against it.",
            List.of("subject", "taken", "why", "certainty"),
            summary.assumptions().stream()
                .map(
                    each ->
                        List.of(
                            Table.Cell.text(each.what()),
                            Table.Cell.text(each.taken()),
                            Table.Cell.text(each.why()),
                            Table.Cell.text(each.certainty().word())))
                .toList()));
  }

  private Section provenance() {
    Provenance provenance =
        new Provenance(summary.commandLine(), summary.program())
            .withImages(set.file(), set.images())
            .with("Method", summary.method());
    if (summary.model() != null && summary.modelFile() != null) {
      provenance.withModel(summary.model(), ModelChoice.recorded(summary.modelFile()));
    }
    if (summary.look() != null) {
      provenance.with("Quick look", summary.look());
    }
    return provenance
        .with("Box", frequencies().side())
        .with("CTF", summary.ctf())
        .with("Contrast", ParticleIntake.inverts(set, options) ? "inverted" : "as it came")
        .with(
            "Pixel size",
            summary.pixelSizeAngstroms() == null ? "unknown" : summary.pixelSizeAngstroms() + " A")
        .with("Largest shift", pixels(options.maxShiftPixels(), "as given by the poses"))
        .with(
            "Radius of the mask",
            summary.views().get(0).maskRadiusPixels() == null
                ? pixels(
                    options.maskRadiusPixels(),
                    "0.43 of the box, or half of it where particles go on beyond")
                : text("%.1f px", summary.views().get(0).maskRadiusPixels()))
        .with("Seed", "as on the command line; the same particles and seed give the same result")
        .section();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String pixels(Optional<Double> value, String otherwise) {
    return value.map(pixels -> pixels + " px").orElse(otherwise);
  }
}
