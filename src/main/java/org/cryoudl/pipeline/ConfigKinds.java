package org.cryoudl.pipeline;

import java.util.List;
import java.util.stream.Collectors;
import org.cryoudl.failure.UsageException;
<<<<<<< HEAD:src/main/java/org/cryoudl/pipeline/ConfigKinds.java
import org.cryoudl.pipeline.config.ConfigKind;
=======
import org.cryoudl.pipeline.SynthesizeJob;
import org.cryoudl.pipeline.TrainJob;
>>>>>>> net:src/main/java/org/cryoudl/pipeline/config/ConfigKinds.java

/** Every kind of configuration file there is. */
public final class ConfigKinds {

  /** All kinds, in the order a user meets them. */
  public static final List<ConfigKind<?>> ALL =
<<<<<<< HEAD:src/main/java/org/cryoudl/pipeline/ConfigKinds.java
      List.of(TrainJob.CONFIG, SynthesizeJob.RECIPE, SynthesizeJob.SPECIMEN);
=======
      List.of(SynthesizeJob.RECIPE, SynthesizeJob.SPECIMEN, TrainJob.CONFIG);
>>>>>>> net:src/main/java/org/cryoudl/pipeline/config/ConfigKinds.java

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
