package org.cryoudl.report.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.report.Report;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.ParticleTable;
import org.jspecify.annotations.Nullable;

/** A report's content as JSON: all of it for programs, and the part that the page draws. */
final class ReportJson {

  private static final SimpleModule WORDS_AND_NUMBERS =
      new SimpleModule("words and numbers")
          .addSerializer(new Word())
          .addSerializer(new RoundedNumber(Double.class))
          .addSerializer(new RoundedNumber(Double.TYPE))
          .addSerializer(new Numbers());

  /** Without the views of particles, which are pictures. */
  private static final ObjectMapper DOCUMENT =
      RecordJson.builder()
          .addModule(WORDS_AND_NUMBERS)
          .addMixIn(ParticleTable.class, WithoutViews.class)
          .build();

  private static final ObjectMapper PAGE =
      RecordJson.builder()
          .addModule(WORDS_AND_NUMBERS)
          .disable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ReportJson() {}

  /** Everything but pictures, indented. */
  static String document(Report report) {
    return RecordJson.text(report, DOCUMENT) + "\n";
  }

  /** What the page's script needs: charts by id, and the particles. */
  static String page(Report report) {
    Map<String, Chart> charts = new LinkedHashMap<>();
    report.blocks(Chart.class).forEach(chart -> charts.put(chart.id(), chart));
    List<ParticleTable> tables = report.blocks(ParticleTable.class);
    return RecordJson.text(new Page(charts, tables.isEmpty() ? null : tables.get(0)), PAGE);
  }

  private record Page(
      Map<String, Chart> charts,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ParticleTable particles) {}

  @JsonIgnoreProperties("views")
  private interface WithoutViews {}

  private static final class Word extends StdSerializer<Enum<?>> {

    private static final long serialVersionUID = 1;

    Word() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.name().toLowerCase(Locale.ROOT));
    }
  }

  private static final class RoundedNumber extends StdSerializer<Double> {

    private static final long serialVersionUID = 1;

    RoundedNumber(Class<Double> kind) {
      super(kind);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      write(value, out);
    }
  }

  private static final class Numbers extends StdSerializer<double[]> {

    private static final long serialVersionUID = 1;

    Numbers() {
      super(double[].class);
    }

    @Override
    public void serialize(double[] values, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (double value : values) {
        write(value, out);
      }
      out.writeEndArray();
    }
  }

  /** JSON has no infinity and no NaN: null stands for them. Whole numbers need no point. */
  private static void write(double value, JsonGenerator out) throws IOException {
    if (!Double.isFinite(value)) {
      out.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(value);
    }
  }
}
