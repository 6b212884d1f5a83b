package org.cryoudl.micrograph.spectrum;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The power spectrum of a micrograph, averaged over tiles that overlap by half and cover it, and
 * the spectra of its parts, each the mean of the tiles whose centres lie there.
 *
 * @param whole the mean of all tiles
 * @param parts row by row
 */
public record TiledSpectrum(PowerSpectrum whole, List<Part> parts) {

  /**
   * The spectrum of a part of a micrograph.
   *
   * @param spectrum the mean of its tiles
   * @param column mean centre of its tiles in pixels
   * @param row the same
   */
  public record Part(PowerSpectrum spectrum, double column, double row) {}

  public TiledSpectrum {
    parts = List.copyOf(parts);
  }

  /**
   * Measures.
   *
   * @param side of a tile, at most the micrograph's shorter side
   * @param mostParts parts along each side; fewer where tiles do not fit beside each other
   */
  public static TiledSpectrum of(Image micrograph, int side, int mostParts) {
    int[] lefts = PeriodogramSum.starts(micrograph.width(), side);
    int[] tops = PeriodogramSum.starts(micrograph.height(), side);
    int perSide =
        Math.max(1, Math.min(mostParts, Math.min(micrograph.width(), micrograph.height()) / side));
    PeriodogramSum[] sums = new PeriodogramSum[perSide * perSide];
    ParallelLoop.runTasks(
        sums.length,
        p -> {
          List<int[]> tiles = tiles(lefts, tops, p % perSide, p / perSide, perSide);
          sums[p] =
              ParallelLoop.reduce(
                  tiles.size(),
                  4,
                  () -> PeriodogramSum.ofTiles(side),
                  (sum, t) ->
                      sum.add(
                          micrograph.pixels(),
                          micrograph.width(),
                          tiles.get(t)[0],
                          tiles.get(t)[1]),
                  PeriodogramSum::merge);
        });
    List<Part> parts = new ArrayList<>();
    PeriodogramSum all = PeriodogramSum.ofTiles(side);
    for (int p = 0; p < sums.length; p++) {
      List<int[]> tiles = tiles(lefts, tops, p % perSide, p / perSide, perSide);
      parts.add(
          new Part(
              PowerSpectrum.of(sums[p]),
              tiles.stream().mapToInt(tile -> tile[0]).average().orElseThrow() + side / 2.0,
              tiles.stream().mapToInt(tile -> tile[1]).average().orElseThrow() + side / 2.0));
      all.merge(sums[p]);
    }
    return new TiledSpectrum(PowerSpectrum.of(all), parts);
  }

  /** Left and top of the tiles of a part. */
  private static List<int[]> tiles(int[] lefts, int[] tops, int column, int row, int parts) {
    List<int[]> tiles = new ArrayList<>();
    for (int y = 0; y < tops.length; y++) {
      for (int x = 0; x < lefts.length; x++) {
        if (x * parts / lefts.length == column && y * parts / tops.length == row) {
          tiles.add(new int[] {lefts[x], tops[y]});
        }
      }
    }
    return tiles;
  }
}
