package org.cryoudl.volume;

import java.util.SplittableRandom;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.fourier.grid.GridSpectrum;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.random.KeyedRandom;

/**
 * Volumes whose phases are random from a shell on, their amplitudes as they were (Chen et al.,
 * Ultramicroscopy 135 (2013) 24): what correlates between two of them there, a mask brought in.
 */
public final class PhaseRandomisation {

  private PhaseRandomisation() {}

  /**
   * A cube with random phases.
   *
   * @param from phases are random at this frequency and beyond, cycles per box
   * @param seed decides the phases, together with {@code index}
   * @param index of the volume: two of one seed have different phases
   */
  public static Grid randomised(Grid cube, int from, long seed, int index) {
    GridFft fft = GridFft.of(cube);
    GridSpectrum spectrum = fft.forward(cube);
    int box = cube.width();
    float[] values = spectrum.values();
    ParallelLoop.run(
        box,
        section -> {
          SplittableRandom random =
              KeyedRandom.of(seed, "phases", (long) index * Integer.MAX_VALUE + section);
          int kz = GridSpectrum.frequency(section, box);
          for (int row = 0; row < box; row++) {
            int ky = GridSpectrum.frequency(row, box);
            int i = 2 * (section * box + row) * spectrum.columns();
            for (int kx = 0; kx < spectrum.columns(); kx++, i += 2) {
              double radius = Math.sqrt((double) kx * kx + ky * ky + kz * kz);
              double phase = 2 * Math.PI * random.nextDouble();
              if (radius >= from) {
                double amplitude = Math.hypot(values[i], values[i + 1]);
                values[i] = (float) (amplitude * Math.cos(phase));
                values[i + 1] = (float) (amplitude * Math.sin(phase));
              }
            }
          }
        });
    return fft.inverse(spectrum);
  }
}
