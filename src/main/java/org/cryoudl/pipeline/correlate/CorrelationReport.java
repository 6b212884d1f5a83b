package org.cryoudl.pipeline.correlate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Table;
import org.cryoudl.similarity.PairPose;

/** What was found of averages, as a page for people. */
final class CorrelationReport {

  private static final int PAIRS = 24;
  private static final int GROUPS = 24;
  private static final int MEMBERS = 12;
  private static final int SIDE = 96;
  private static final int ROWS = 1000;

  private final Correlation found;
  private final String title;
  private final Section provenance;

  CorrelationReport(Correlation found, String title, Section provenance) {
    this.found = found;
    this.title = title;
    this.provenance = provenance;
  }

  Report build() {
    List<Section> sections = new ArrayList<>();
    int count = found.compared().size();
    if (count > 1) {
      sections.add(
          Section.of(
              "matrix", "All pairs", new Gallery(Gallery.Size.LARGE, List.of(HeatMap.of(found)))));
      sections.add(pairs());
      sections.add(groups());
    }
    if (!found.opened().isEmpty()) {
      sections.add(averages());
    }
    sections.add(provenance);
    long empty = found.opened().stream().filter(each -> each.average().empty()).count();
    return new Report(
        "Similarity",
        title,
        new Verdict(Verdict.Tone.NEUTRAL, List.of(sentence())),
        List.of(
            new Highlight("Averages", Integer.toString(count), empty + " empty ones set aside"),
            new Highlight(
                "Groups",
                Integer.toString(count == 0 ? 0 : found.groupCount()),
                String.format(Locale.ROOT, "alike by a score of %.2f or more", found.threshold())),
            new Highlight("In groups of two or more", Integer.toString(grouped()), "averages")),
        sections);
  }

  private String sentence() {
    int count = found.compared().size();
    if (count == 0) {
      return "The files show no tiles of class averages; there is nothing to compare.";
    }
    if (count == 1) {
      return "There is one average, and nothing to compare it with.";
    }
    return String.format(
        Locale.ROOT,
        "%d averages fall into %d groups of the same view; %d are alone in theirs.",
        count,
        found.groupCount(),
        count - grouped());
  }

  private int grouped() {
    int grouped = 0;
    for (int i = 0; i < found.groups().length; i++) {
      grouped += found.members(found.groups()[i]).size() > 1 ? 1 : 0;
    }
    return grouped;
  }

  /** The first average beside the second as it lies on the first. */
  private Section pairs() {
    List<Picture> pictures = new ArrayList<>();
    for (CorrelationFiles.Pair pair : CorrelationFiles.best(found.similarities(), PAIRS)) {
      OpenedAverage first = found.compared().get(pair.first()).average();
      OpenedAverage second = found.compared().get(pair.second()).average();
      PairPose pose = found.similarities().pose(pair.first(), pair.second(), second.image().box());
      Image sheet =
          ContactSheet.DEFAULT
              .withColumns(2)
              .withTileSize(SIDE)
              .layOut(List.of(small(first.image()), small(pose.apply(second.image()))));
      pictures.add(
          Picture.ofLevels(
              first.name() + " and " + second.name(),
              String.format(
                  Locale.ROOT,
                  "score %.3f; the second turned by %s degrees%s",
                  pair.score(),
                  CsvWriter.fixed(pose.pose().psiDegrees(), 1),
                  pose.mirrored() ? ", mirrored" : ""),
              sheet));
    }
    return Section.of(
        "pairs",
        "Pairs that are most alike",
        new Paragraph("The second average is shown as it lies on the first."),
        new Gallery(Gallery.Size.SMALL, pictures));
  }

  /** Averages of all files at one size. */
  private static Image small(Image image) {
    return image.box() == SIDE ? image : FourierResize.resize(image, SIDE);
  }

  private Section groups() {
    List<Block> blocks = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    int shown = Math.min(GROUPS, found.groupCount());
    for (int group = 1; group <= shown; group++) {
      List<Integer> members = found.members(group);
      if (members.size() < 2) {
        break;
      }
      List<Image> images =
          members.stream()
              .limit(MEMBERS)
              .map(i -> small(found.compared().get(i).average().image()))
              .toList();
      pictures.add(
          Picture.ofLevels(
              "Group " + group,
              members.size()
                  + " averages"
                  + (members.size() > MEMBERS ? ", of which " + MEMBERS + " are shown" : ""),
              ContactSheet.DEFAULT
                  .withColumns(Math.min(4, images.size()))
                  .withTileSize(SIDE)
                  .layOut(images)));
    }
    blocks.add(
        new Paragraph(
            String.format(
                Locale.ROOT,
                "Averages are joined by average linkage as long as the mean score between groups is"
                    + " %.3f or more.",
                found.threshold())));
    if (!pictures.isEmpty()) {
      blocks.add(new Gallery(Gallery.Size.SMALL, pictures));
    }
    return new Section("groups", "Groups of the same view", blocks);
  }

  private Section averages() {
    List<List<Table.Cell>> rows = new ArrayList<>();
    int index = 0;
    for (RatedAverage each : found.opened()) {
      OpenedAverage one = each.average();
      String group = one.empty() ? "empty" : Integer.toString(found.groups()[index++]);
      if (rows.size() < ROWS) {
        rows.add(row(each, group));
      }
    }
    Table table =
        new Table(
            "averages-table",
            "Averages",
            "Quality is 0 for noise and 1 for a smooth particle in calm surroundings. Detail is the"
                + " finest one above the floor of the average's own spectrum.",
            List.of("average", "group", "quality", "texture", "edges", "contrast", "detail (px)"),
            rows);
    return Section.of("averages", "Averages", table);
  }

  private static List<Table.Cell> row(RatedAverage each, String group) {
    OpenedAverage one = each.average();
    OptionalDouble detail = each.quality().resolutionPixels();
    return List.of(
        Table.Cell.text(one.name())
            .with(ReportPictures.thumbnail(one.name(), "average", one.image())),
        Table.Cell.text(group),
        Table.Cell.number(each.quality().score(), 2),
        Table.Cell.number(each.quality().texture(), 2),
        Table.Cell.number(each.quality().edges(), 3),
        Table.Cell.number(each.quality().contrast(), 2),
        Table.Cell.number(detail.orElse(Double.NaN), 1));
  }
}
