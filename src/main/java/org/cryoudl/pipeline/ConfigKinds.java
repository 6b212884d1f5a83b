package org.cryoudl.pipeline;

import java.util.List;
import java.util.stream.Collectors;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.pipeline.synthesize.MicrographsJob;
import org.cryoudl.pipeline.synthesize.ParticleClassLoader;
import org.cryoudl.pipeline.synthesize.SynthesizeJob;
import org.cryoudl.pipeline.synthesize.ViewsJob;
import org.cryoudl.pipeline.train.TrainJob;

/** Every kind of configuration file there is. */
public final class ConfigKinds {

  /** All kinds, in the order a user meets them. */
  public static final List<ConfigKind<?>> ALL =
      List.of(
          TrainJob.CONFIG,
          SynthesizeJob.RECIPE,
          ViewsJob.RECIPE,
          MicrographsJob.RECIPE,
          ParticleClassLoader.SPECIMEN,
          BenchmarkConfig.KIND);

  private ConfigKinds() {}

  /**
   * The kind of that name.
   *
   * @throws UsageException if there is none; the message lists all
   */
  public static ConfigKind<?> named(String name) {
    return ALL.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "there is no configuration of kind '"
                        + name
                        + "'; known: "
                        + ALL.stream().map(ConfigKind::name).collect(Collectors.joining(", "))));
  }
}
