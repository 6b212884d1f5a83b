package org.cryoudl.report.files;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Facts;
import org.cryoudl.report.block.Folded;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Listing;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.block.Picture;
import org.cryoudl.report.block.Table;

/**
 * Writes a report as one HTML page that loads nothing from outside itself: style, scripts, drawing
 * library, pictures and numbers are in it, and its content security policy forbids everything else.
 */
final class HtmlPage {

  private static final String POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
          + " blob:; base-uri 'none'; form-action 'none'";

  private final Report report;
  private final Writer out;

  HtmlPage(Report report, Writer out) {
    this.report = report;
    this.out = out;
  }

  void write() throws IOException {
    head();
    line("<body>");
    line("<a class=\"skip\" href=\"#main\">Skip to the verdict</a>");
    header();
    line("<main id=\"main\" tabindex=\"-1\">");
    verdict();
    for (Section section : report.sections()) {
      section(section);
    }
    line("</main>");
    line(
        "<footer><p>Written by CryoUDL. This file needs no network; the numbers are beside it as"
            + " JSON and CSV. Charts by plotly.js (MIT licence).</p></footer>");
    scripts();
    line("</body>");
    line("</html>");
  }

  private void head() throws IOException {
    line("<!doctype html>");
    line("<html lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\">");
    line("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<meta name=\"color-scheme\" content=\"light dark\">");
    // Browsers request an icon unless they are given one.
    line("<link rel=\"icon\" href=\"data:,\">");
    line("<title>" + text(report.kind() + ": " + report.title()) + "</title>");
    line("<style>");
    line(PageResources.text("report.css"));
    line("</style>");
    line("</head>");
  }

  private void header() throws IOException {
    line("<header>");
    line("<p class=\"kind\">CryoUDL <span>" + text(report.kind()) + "</span></p>");
    line("<h1>" + text(report.title()) + "</h1>");
    line("<nav aria-label=\"Sections\"><ul>");
    for (Section section : report.sections()) {
      line("<li><a href=\"#" + section.id() + "\">" + text(section.title()) + "</a></li>");
    }
    line("</ul></nav>");
    line("</header>");
  }

  private void verdict() throws IOException {
    Verdict verdict = report.verdict();
    String tone = verdict.tone().name().toLowerCase(Locale.ROOT);
    line("<section class=\"verdict " + tone + "\" aria-labelledby=\"verdict-title\">");
    line("<h2 id=\"verdict-title\">" + heading(verdict.tone()) + "</h2>");
    for (String sentence : verdict.sentences()) {
      line("<p>" + text(sentence) + "</p>");
    }
    line("</section>");
    if (!report.highlights().isEmpty()) {
      line("<dl class=\"highlights\">");
      for (Highlight highlight : report.highlights()) {
        line("<div><dt>" + text(highlight.label()) + "</dt>");
        line("<dd class=\"value\">" + text(highlight.value()) + "</dd>");
        line("<dd class=\"note\">" + text(highlight.note()) + "</dd></div>");
      }
      line("</dl>");
    }
  }

  private static String heading(Verdict.Tone tone) {
    return tone == Verdict.Tone.NEUTRAL ? "In short" : "Verdict: " + tone.level();
  }

  private void section(Section section) throws IOException {
    String title = section.id() + "-title";
    line("<section id=\"" + section.id() + "\" aria-labelledby=\"" + title + "\">");
    line("<h2 id=\"" + title + "\">" + text(section.title()) + "</h2>");
    blocks(section.blocks());
    line("</section>");
  }

  private void blocks(List<Block> blocks) throws IOException {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i) instanceof Chart) {
        int end = i + 1;
        while (end < blocks.size() && blocks.get(end) instanceof Chart) {
          end++;
        }
        charts(blocks.subList(i, end));
        i = end - 1;
      } else {
        block(blocks.get(i));
      }
    }
  }

  /** Charts that follow each other share a grid. */
  private void charts(List<Block> charts) throws IOException {
    boolean thirds = charts.size() == 3 && charts.stream().noneMatch(HtmlPage::isTall);
    line(thirds ? "<div class=\"charts thirds\">" : "<div class=\"charts\">");
    for (Block chart : charts) {
      block(chart);
    }
    line("</div>");
  }

  /** Whether a chart's legend needs several lines. */
  private static boolean isTall(Block chart) {
    return ((Chart) chart).series().size() > 4;
  }

  private void block(Block block) throws IOException {
    if (block instanceof Paragraph paragraph) {
      line("<p>" + text(paragraph.text()) + "</p>");
    } else if (block instanceof Chart chart) {
      chart(chart);
    } else if (block instanceof Gallery gallery) {
      gallery(gallery);
    } else if (block instanceof Table table) {
      table(table);
    } else if (block instanceof Facts facts) {
      line("<dl class=\"facts\">");
      for (Facts.Fact fact : facts.facts()) {
        line("<dt>" + text(fact.name()) + "</dt><dd>" + text(fact.value()) + "</dd>");
      }
      line("</dl>");
    } else if (block instanceof Listing listing) {
      line("<details class=\"listing\"><summary>" + text(listing.title()) + "</summary>");
      line("<pre tabindex=\"0\">" + text(listing.text()) + "</pre></details>");
    } else if (block instanceof Folded folded) {
      line("<details class=\"folded\" id=\"" + folded.id() + "\">");
      line("<summary>" + text(folded.title()) + "</summary>");
      blocks(folded.blocks());
      line("</details>");
    } else if (block instanceof ParticleTable) {
      line("<div class=\"particles\" id=\"particle-table\">");
      line("<noscript><p>The table needs JavaScript; its numbers are in the CSV.</p></noscript>");
      line("</div>");
    }
  }

  private void chart(Chart chart) throws IOException {
    line("<figure class=\"chart\" id=\"" + chart.id() + "\">");
    line("<h3>" + text(chart.title()) + "</h3>");
    String look = isTall(chart) ? "plot tall" : "plot";
    line("<div class=\"" + look + "\" data-chart=\"" + chart.id() + "\"></div>");
    line("<figcaption>" + text(chart.caption()) + "</figcaption>");
    line("</figure>");
  }

  private void gallery(Gallery gallery) throws IOException {
    String size = gallery.size().name().toLowerCase(Locale.ROOT);
    line("<div class=\"gallery " + size + "\">");
    for (Picture picture : gallery.pictures()) {
      line("<figure>");
      line("<h3>" + text(picture.title()) + "</h3>");
      line("<div class=\"picture\">" + image(picture));
      if (picture.scale().isPresent()) {
        Picture.ScaleBar bar = picture.scale().get();
        line(
            String.format(
                Locale.ROOT,
                "<span class=\"scale-bar\" style=\"width:%.2f%%\">%s</span>",
                100 * bar.share(),
                text(bar.label())));
      }
      line("</div>");
      line("<figcaption>" + text(picture.caption()) + "</figcaption>");
      line("</figure>");
    }
    line("</div>");
  }

  private static String image(Picture picture) {
    return String.format(
        Locale.ROOT,
        "<img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:%s;base64,%s\">",
        picture.width(),
        picture.height(),
        text(picture.title() + ": " + picture.caption()),
        text(picture.type()),
        Base64.getEncoder().encodeToString(picture.bytes()));
  }

  private void table(Table table) throws IOException {
    line("<figure class=\"table\" id=\"" + table.id() + "\">");
    line("<h3>" + text(table.title()) + "</h3>");
    // Wide tables scroll by themselves; the page does not.
    line(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
            + text(table.title())
            + "\"><table class=\"plain\">");
    line("<thead><tr>");
    for (int c = 0; c < table.columns().size(); c++) {
      line("<th scope=\"col\"" + numeric(table, c) + ">" + text(table.columns().get(c)) + "</th>");
    }
    line("</tr></thead><tbody>");
    for (List<Table.Cell> row : table.rows()) {
      StringBuilder cells = new StringBuilder("<tr>");
      for (int c = 0; c < row.size(); c++) {
        String tag = c == 0 ? "th" : "td";
        cells
            .append('<')
            .append(tag)
            .append(c == 0 ? " scope=\"row\"" : "")
            .append(numeric(table, c))
            .append('>')
            .append(row.get(c).picture().map(HtmlPage::image).orElse(""))
            .append(row.get(c).strong() ? "<strong>" : "")
            .append(text(row.get(c).text()))
            .append(row.get(c).strong() ? "</strong>" : "")
            .append("</")
            .append(tag)
            .append('>');
      }
      line(cells.append("</tr>").toString());
    }
    line("</tbody></table></div>");
    line("<figcaption>" + text(table.caption()) + "</figcaption>");
    line("</figure>");
  }

  /** Numbers stand flush right, their headings too. */
  private static String numeric(Table table, int column) {
    boolean numbers = table.rows().stream().anyMatch(row -> row.get(column).number().isPresent());
    return numbers ? " class=\"number\"" : "";
  }

  private void scripts() throws IOException {
    line(
        "<script type=\"application/json\" id=\"report-data\">"
            + Html.inScript(ReportJson.page(report))
            + "</script>");
    for (ParticleTable table : report.blocks(ParticleTable.class)) {
      views(table.views());
    }
    boolean draws =
        !report.blocks(Chart.class).isEmpty()
            || report.blocks(ParticleTable.class).stream()
                .anyMatch(table -> table.views().turns() > 0);
    if (draws) {
      line("<script type=\"text/plain\" id=\"plotly\">" + PageResources.plotly() + "</script>");
    }
    for (String name : List.of("charts.js", "particle-view.js", "particle-table.js", "page.js")) {
      line("<script>");
      line(PageResources.text(name));
      line("</script>");
    }
  }

  private void views(ParticleViews views) throws IOException {
    int size = ParticleViews.bytes(views.side(), views.turns());
    List<ParticleViews.View> all = views.views();
    for (int from = 0; from < all.size(); from += ParticleViews.CHUNK) {
      List<ParticleViews.View> chunk =
          all.subList(from, Math.min(all.size(), from + ParticleViews.CHUNK));
      ByteBuffer bytes = ByteBuffer.allocate(chunk.size() * size);
      chunk.forEach(view -> view.pack(bytes));
      line(
          String.format(
              Locale.ROOT,
              "<script type=\"text/plain\" id=\"views-%d\">%s</script>",
              from / ParticleViews.CHUNK,
              PageResources.packed(bytes.array())));
    }
  }

  private static String text(String plain) {
    return Html.escape(plain);
  }

  private void line(String line) throws IOException {
    out.write(line);
    out.write('\n');
  }
}
