package org.cryoudl.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.cryoudl.simulation.views.DirectionModel;
import org.cryoudl.simulation.views.IceModel;
import org.cryoudl.simulation.views.MicrographRecipe;
import org.cryoudl.simulation.views.MicrographSimulator;
import org.cryoudl.simulation.views.SpecimenSource;
import org.cryoudl.simulation.views.ViewedSpecimen;

/** Simulated micrographs for tests. */
public final class TestMicrographs {

  /** Diameter of the molecule in A. */
  public static final double DIAMETER = 220;

  private TestMicrographs() {}

  /** White noise seen through a CTF, with other white noise on it. */
  public static Image ringsOnly(
      CtfParameters ctf, int box, double pixelSize, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Image image = Image.square(box);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (float) random.nextGaussian();
    }
    HalfSpectrum spectrum = Fft2D.of(box).forward(image.pixels());
    spectrum.multiply(new Ctf(ctf).sample(box, pixelSize));
    Fft2D.of(box).inverse(spectrum.values(), image.pixels());
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] += (float) (noise * random.nextGaussian());
    }
    return image;
  }

  public static Density molecule() {
    return new RandomSpecimen(1L, DIAMETER, null, 4.0).specimen().density();
  }

  /** Micrographs of the molecule; none of it if {@code particles} is 0. */
  public static MicrographSimulator simulator(
      int side,
      double pixelSize,
      int particles,
      double snr,
      IceModel ice,
      CtfModel ctf,
      MicrographRecipe.Contrast contrast,
      long seed) {
    RandomSpecimen random = new RandomSpecimen(1L, DIAMETER, null, 4.0);
    SpecimenSource source =
        new SpecimenSource("molecule", random, null, null, null, null, null, null, null);
    ViewedSpecimen viewed =
        new ViewedSpecimen("molecule", molecule(), DirectionModel.uniform(), List.of(), 1);
    MicrographRecipe recipe =
        new MicrographRecipe(
            null,
            seed,
            null,
            side,
            null,
            pixelSize,
            particles == 0 ? List.of() : List.of(source),
            null,
            particles,
            null,
            ice,
            ctf,
            snr,
            null,
            contrast);
    return new MicrographSimulator(recipe, particles == 0 ? List.of() : List.of(viewed));
  }

  /** The molecule seen from some directions, evenly spread over the sphere. */
  public static List<Image> projections(int count, int box, double pixelSize) {
    List<Image> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(molecule().project(EulerAngles.onSpiral(i, count), pixelSize).render(box));
    }
    return pictures;
  }
}
