package org.cryoudl.alignment.spectra;

/**
 * The particles of a source, some of them mirrored about the column through the centre of the box:
 * x becomes -x before anything else happens to them. An image {@code f(-x, y)} has the transform
 * {@code F(-kx, ky)}, which is the conjugate of {@code F(kx, -ky)}; an astigmatic CTF turns over
 * with it.
 *
 * @param source the particles as they came
 * @param flipped which of them are mirrored; may change while they are read
 */
public record MirroredSource(SpectrumSource source, boolean[] flipped) implements SpectrumView {

  @Override
  public ParticleSpectrum get(int index) {
    ParticleSpectrum particle = source.get(index);
    if (!flipped[index]) {
      return particle;
    }
    FrequencyDisc disc = disc();
    float[] values = particle.values();
    float[] mirrored = new float[values.length];
    for (int j = 0; j < disc.size(); j++) {
      int from = disc.upsideDown(j);
      boolean conjugate = disc.kx(j) > 0;
      mirrored[2 * j] = values[2 * from];
      mirrored[2 * j + 1] = conjugate ? -values[2 * from + 1] : values[2 * from + 1];
    }
    return new ParticleSpectrum(mirrored, particle.ctf().map(this::mirrored));
  }

  private float[] mirrored(float[] ctf) {
    float[] mirrored = new float[ctf.length];
    for (int j = 0; j < ctf.length; j++) {
      mirrored[j] = ctf[disc().upsideDown(j)];
    }
    return mirrored;
  }
}
