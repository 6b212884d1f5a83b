package org.cryoudl.alignment.classification;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.sections.InVolumes;
import org.cryoudl.alignment.sections.VolumeSearch;
import org.cryoudl.alignment.sections.VolumeStages;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/** Where the passes of a search begin. */
public sealed interface SearchStart {

  /** Number of classes that are there at the beginning; 0 where they are made from nothing. */
  int classes();

  /** The start of some of the particles. */
  SearchStart pick(int[] indices);

  /**
   * One average of all particles at random turns.
   *
   * @param triesVolume whether particles may prefer one volume ({@link VolumeTrial})
   */
  record FromNothing(boolean triesVolume) implements SearchStart {
    @Override
    public int classes() {
      return 0;
    }

    @Override
    public SearchStart pick(int[] indices) {
      return this;
    }
  }

  /**
   * Classes and poses of all particles.
   *
   * @param classIndex of each particle; -1 of one that is in no class yet
   * @param poses in that class
   */
  record AtPoses(int classes, int[] classIndex, Pose[] poses) implements SearchStart {
    @Override
    public SearchStart pick(int[] indices) {
      return new AtPoses(
          classes,
          IntStream.of(indices).map(i -> classIndex[i]).toArray(),
          SearchCourse.pick(poses, indices));
    }
  }

  /**
   * One volume, which is found first.
   *
   * @param classes how many groups its views are put into
   */
  record OneVolume(int classes) implements SearchStart {

    /**
     * Finds the volume, and where particles lie in it.
     *
     * @param noise variance of a coefficient at each ring
     * @param shiftSigmaPixels standard deviation of origins along an axis, as far as it is known
     * @param checkpoints keep where stages of the search end
     * @param steps advances by those of the search
     */
    InVolumes found(
        PolarParticles particles,
        double[] noise,
        ClassSearch.Options options,
        double shiftSigmaPixels,
        Checkpoints checkpoints,
        Progress progress,
        Progress.Stage steps) {
      return new VolumeSearch(
              particles, noise, settings(options, shiftSigmaPixels), checkpoints, progress)
          .run(steps)
          .grouped(classes, options.seed());
    }

    /**
     * Processor time in seconds that this takes.
     *
     * @param some a few of the particles
     * @param count how many there are
     */
    double cpuSeconds(PolarParticles some, ClassSearch.Options options, int count) {
      double sigma = SearchedShifts.firstSigmaPixels(options);
      return VolumeStages.cpuSeconds(some, ClassModel.noise(some), settings(options, sigma), count);
    }

    private VolumeSearch.Options settings(ClassSearch.Options options, double shiftSigmaPixels) {
      return settings(options, shiftSigmaPixels, classes);
    }

    /** The settings of a search whose views end in some groups at most. */
    static VolumeSearch.Options settings(
        ClassSearch.Options options, double shiftSigmaPixels, int groups) {
      return new VolumeSearch.Options(
          options.maskRadius(), options.maxShiftPixels(), shiftSigmaPixels, groups, options.seed());
    }

    @Override
    public SearchStart pick(int[] indices) {
      return this;
    }
  }

  /**
   * Averages in which the particles are to be placed.
   *
   * @param averages one a class, without a CTF, on the disc of the particles; their scale and sign
   *     may be any
   * @param file which they come from, for messages
   */
  record InAverages(SpectrumSource averages, Path file) implements SearchStart {
    @Override
    public int classes() {
      return averages.size();
    }

    @Override
    public SearchStart pick(int[] indices) {
      return this;
    }
  }
}
