package org.cryoudl.volume;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.FourierShift;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.grid.Grid;

/**
 * Central sections of a volume's transform, which are the transforms of its projections (the
 * central section theorem: Bracewell, Aust. J. Phys. 9 (1956) 198). A section holds the frequencies
 * up to floor(box / 2) cycles per box; beyond, it is 0.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class CentralSection {

  private final int box;
  private final PaddedTransform transform;

  /**
   * @param cube the volume; its projections are line integrals in units of a voxel
   */
  public CentralSection(Grid cube, Interpolation interpolation) {
    if (!cube.isCube()) {
      throw new IllegalArgumentException("sections need a cube, got " + cube.sizeWords());
    }
    this.box = cube.width();
    this.transform = new PaddedTransform(cube, interpolation);
  }

  /** Voxels along each axis of the volume, and pixels of its projections. */
  public int box() {
    return box;
  }

  /**
   * The section at right angles to a direction of view.
   *
   * @return a spectrum whose phases refer to the centre pixel floor(box / 2)
   */
  public HalfSpectrum at(EulerAngles view) {
    double[] m = view.matrix();
    HalfSpectrum section = HalfSpectrum.zeros(box);
    double[] value = new double[2];
    int radius = box / 2;
    for (int row = 0; row < box; row++) {
      int ky = HalfSpectrum.rowFrequency(box, row);
      int i = HalfSpectrum.index(box, row, 0);
      for (int kx = 0; kx < HalfSpectrum.columns(box); kx++, i += 2) {
        if (kx * kx + ky * ky <= radius * radius) {
          // The matrix turns the volume into the picture's frame; its transpose goes back.
          transform.read(
              m[0] * kx + m[3] * ky, m[1] * kx + m[4] * ky, m[2] * kx + m[5] * ky, value);
          section.values()[i] = (float) value[0];
          section.values()[i + 1] = (float) value[1];
        }
      }
    }
    return section;
  }

  /**
   * The projection in a direction of view.
   *
   * @param originXPixels RELION's origin: the particle sits at -origin in its box
   * @param originYPixels the same along y
   * @param factors of every position of the half spectrum, such as a CTF; none if empty
   * @return box x box pixels
   */
  public float[] projection(
      EulerAngles view, double originXPixels, double originYPixels, float... factors) {
    HalfSpectrum section = at(view);
    if (factors.length > 0) {
      section.multiply(factors);
    }
    if (originXPixels != 0 || originYPixels != 0) {
      FourierShift.apply(section, -originXPixels, -originYPixels);
    }
    Fft2D fft = Fft2D.of(box);
    fft.cornerPhase(section.values());
    return fft.inverse(section);
  }
}
