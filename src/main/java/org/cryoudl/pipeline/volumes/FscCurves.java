package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.volume.MaskedCorrelation;
import org.cryoudl.volume.ShellCorrelation;

/**
 * Shell correlations by name, and how far they reach.
 *
 * @param curves by name, in the order of the table; the last one decides
 * @param randomFrom the first shell of random phases, if a mask made them necessary
 * @param box voxels along each axis
 * @param pixelSizeAngstroms if known
 */
public record FscCurves(
    Map<String, ShellCorrelation> curves,
    OptionalInt randomFrom,
    int box,
    OptionalDouble pixelSizeAngstroms) {

  static final String CSV = "fsc.csv";
  static final String PNG = "fsc.png";
  static final String JSON = "fsc.json";

  private static final String WHOLE = "fsc";
  private static final String MASKED = "fsc_masked";
  private static final String RANDOM = "fsc_random_phases";
  private static final String CORRECTED = "fsc_corrected";

  /**
   * What fsc.json holds.
   *
   * @param curve the curve that was judged
   * @param resolution0143Angstroms where it falls below 0.143; null if it never does, or the pixel
   *     size is not known
   * @param resolution05Angstroms the same at 0.5
   * @param crossing0143CyclesPerBox the same in cycles per box
   * @param crossing05CyclesPerBox the same in cycles per box
   * @param randomPhasesFromShell the first shell of random phases; -1 without a mask
   */
  private record Summary(
      String curve,
      int box,
      OptionalDouble pixelSizeAngstroms,
      OptionalDouble resolution0143Angstroms,
      OptionalDouble resolution05Angstroms,
      OptionalDouble crossing0143CyclesPerBox,
      OptionalDouble crossing05CyclesPerBox,
      int randomPhasesFromShell) {}

  static List<String> names() {
    return List.of(CSV, PNG, JSON);
  }

  static FscCurves of(ShellCorrelation whole, int box, OptionalDouble pixel) {
    return new FscCurves(Map.of(WHOLE, whole), OptionalInt.empty(), box, pixel);
  }

  static FscCurves of(MaskedCorrelation masked, int box, OptionalDouble pixel) {
    Map<String, ShellCorrelation> curves = new LinkedHashMap<>();
    curves.put(WHOLE, masked.unmasked());
    curves.put(MASKED, masked.masked());
    curves.put(RANDOM, masked.random());
    curves.put(CORRECTED, masked.corrected());
    return new FscCurves(curves, OptionalInt.of(masked.randomFrom()), box, pixel);
  }

  /** The curve that decides: corrected for the mask, if there is one. */
  public ShellCorrelation decisive() {
    return Objects.requireNonNull(curves.get(decisiveName()));
  }

  private String decisiveName() {
    return curves.containsKey(CORRECTED) ? CORRECTED : WHOLE;
  }

  /** Where the decisive curve falls below a level, in A; empty if never, or without pixel size. */
  public OptionalDouble resolutionAngstroms(double level) {
    OptionalDouble crossing = decisive().crossing(level);
    return crossing.isPresent() && pixelSizeAngstroms.isPresent()
        ? OptionalDouble.of(box * pixelSizeAngstroms.getAsDouble() / crossing.getAsDouble())
        : OptionalDouble.empty();
  }

  /** What a person reads of it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    curves.forEach((name, curve) -> lines.add(line(name, curve)));
    randomFrom.ifPresent(
        shell ->
            lines.add(
                "phases random from shell "
                    + shell
                    + " on; fsc_corrected is what the mask does not explain"));
    return lines;
  }

  private String line(String name, ShellCorrelation curve) {
    return name
        + ": 0.143 at "
        + words(curve.crossing(RingCorrelation.RESOLVED))
        + ", 0.5 at "
        + words(curve.crossing(RingCorrelation.HALF));
  }

  private String words(OptionalDouble crossing) {
    if (crossing.isEmpty()) {
      return "no shell (beyond Nyquist)";
    }
    String shell = String.format(Locale.ROOT, "shell %.2f", crossing.getAsDouble());
    return pixelSizeAngstroms.isEmpty()
        ? shell
        : String.format(
            Locale.ROOT,
            "%.2f A (%s)",
            box * pixelSizeAngstroms.getAsDouble() / crossing.getAsDouble(),
            shell);
  }

  void write(Path folder) {
    writeTable(folder.resolve(CSV));
    PngImage.write(LineChart.draw(List.of(chart())), folder.resolve(PNG));
    AtomicOutput.writeText(folder.resolve(JSON), RecordJson.text(summary()));
  }

  /** Writes shells, their resolutions and all curves as CSV. */
  void writeTable(Path file) {
    List<String> header = new ArrayList<>(List.of("shell", "resolution_angstroms"));
    header.addAll(curves.keySet());
    CsvWriter.write(
        file,
        header,
        out -> {
          for (int s = 0; s < decisive().size(); s++) {
            int shell = s;
            List<Object> row = new ArrayList<>(List.of(s, resolution(s)));
            curves.values().forEach(c -> row.add(CsvWriter.fixed(c.perShell()[shell], 6)));
            out.row(row.toArray());
          }
        });
  }

  /** The resolution of a shell in A for a table; empty if there is none. */
  private String resolution(int shell) {
    return shell == 0 || pixelSizeAngstroms.isEmpty()
        ? ""
        : CsvWriter.fixed(box * pixelSizeAngstroms.getAsDouble() / shell, 4);
  }

  private LineChart chart() {
    double[] shells = IntStream.range(0, decisive().size()).asDoubleStream().toArray();
    double step = pixelSizeAngstroms.isPresent() ? box * pixelSizeAngstroms.getAsDouble() : box;
    double[] x = Arrays.stream(shells).map(s -> s / step).toArray();
    List<LineChart.Line> lines = new ArrayList<>();
    int colour = 0;
    for (Map.Entry<String, ShellCorrelation> curve : curves.entrySet()) {
      lines.add(
          new LineChart.Line(
              curve.getKey(), x, curve.getValue().perShell(), LineChart.Style.SOLID, colour++));
    }
    double[] ends = {x[0], x[x.length - 1]};
    double[] level = {RingCorrelation.RESOLVED, RingCorrelation.RESOLVED};
    lines.add(new LineChart.Line("0.143", ends, level, LineChart.Style.DASHED, colour));
    return new LineChart(
        "Fourier shell correlation",
        pixelSizeAngstroms.isPresent() ? "spatial frequency (1/A)" : "cycles per pixel",
        "correlation",
        lines);
  }

  private Summary summary() {
    return new Summary(
        decisiveName(),
        box,
        pixelSizeAngstroms,
        resolutionAngstroms(RingCorrelation.RESOLVED),
        resolutionAngstroms(RingCorrelation.HALF),
        decisive().crossing(RingCorrelation.RESOLVED),
        decisive().crossing(RingCorrelation.HALF),
        randomFrom.orElse(-1));
  }
}
