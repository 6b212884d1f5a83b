package org.cryoudl.alignment;

/** How the contrast transfer function is in the images. */
public enum PhaseModel {
  /** As the microscope made it, with its sign. */
  UNFLIPPED,
  /** Its absolute value: a program has flipped the phases. */
  FLIPPED;

  /** The source's particles with the CTF as this model has it; without CTF nothing changes. */
  SpectrumSource applyTo(SpectrumSource source) {
    return this == UNFLIPPED ? source : new Flipped(source);
  }

  private record Flipped(SpectrumSource source) implements SpectrumSource {

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public FrequencyDisc disc() {
      return source.disc();
    }

    @Override
    public ParticleSpectrum get(int index) {
      ParticleSpectrum particle = source.get(index);
      return new ParticleSpectrum(particle.values(), particle.ctf().map(Flipped::absolute));
    }

    private static float[] absolute(float[] ctf) {
      float[] absolute = new float[ctf.length];
      for (int j = 0; j < ctf.length; j++) {
        absolute[j] = Math.abs(ctf[j]);
      }
      return absolute;
    }
  }
}
