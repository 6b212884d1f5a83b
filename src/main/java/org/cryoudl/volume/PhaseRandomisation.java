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
    ParallelLoop.run(
        box,
        section -> {
          SplittableRandom random =
              KeyedRandom.of(seed, "phases", (long) index * Integer.MAX_VALUE + section);
          int kz = GridSpectrum.frequency(section, box);
          for (int row = 0; row < box; row++) {
            int ky = GridSpectrum.frequency(row, box);
            for (int kx = 0; kx < spectrum.columns(); kx++) {
              double radius = Math.sqrt((double) kx * kx + ky * ky + kz * kz);
              double phase = 2 * Math.PI * random.nextDouble();
              if (radius >= from) {
                setPhase(spectrum, kx, row, section, phase);
              }
            }
          }
        });
    return fft.inverse(spectrum);
  }

  /** Changes the phase of a value, and of its conjugate where that is stored too. */
  private static void setPhase(
      GridSpectrum spectrum, int column, int row, int section, double phase) {
    int at = spectrum.index(column, row, section);
    int mate =
        spectrum.multiplicity(column) == 2
            ? Integer.MAX_VALUE
            : spectrum.index(
                column,
                Math.floorMod(-row, spectrum.height()),
                Math.floorMod(-section, spectrum.depth()));
    if (mate < at) {
      return; // set together with its conjugate
    }
    float[] values = spectrum.values();
    double amplitude = Math.hypot(values[at], values[at + 1]);
    if (mate == at) {
      // Its own conjugate: real.
      values[at] = (float) (Math.cos(phase) < 0 ? -amplitude : amplitude);
      values[at + 1] = 0;
      return;
    }
    values[at] = (float) (amplitude * Math.cos(phase));
    values[at + 1] = (float) (amplitude * Math.sin(phase));
    if (mate < values.length) {
      values[mate] = values[at];
      values[mate + 1] = -values[at + 1];
    }
  }
}
