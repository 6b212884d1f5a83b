package org.cryoudl.cli.wording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.io.NoRoom;
import org.cryoudl.pipeline.align.AlignMethod;
import org.cryoudl.pipeline.shards.Shard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordingTest {

  private static final String OPTION = "(^|[^\\w-])--?[a-z][a-z-]*";

  /** Every reason that is thrown below the command line, found in the compiled classes. */
  static Stream<Class<?>> reasons() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.cryoudl")
            .stream()
            .filter(type -> type.isAssignableTo(Reason.class) && !type.isInterface())
            .map(JavaClass::reflect);
  }

  @Test
  void everyReasonHasASentence() {
    Set<String> thrown = names(reasons());
    assertTrue(thrown.size() > 30, thrown.toString());
    assertEquals(thrown, names(Wording.known().stream()));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void theLibrarySpeaksWithoutOptionsAndTheCommandLineWithThem(Class<?> kind) throws Exception {
    Reason reason = example(kind);
    assertFalse(
        reason.sentence().matches("(?s).*" + OPTION + ".*"),
        "names an option: " + reason.sentence());
    assertTrue(reason.sentence().length() > 10, reason.sentence());
    String worded = Wording.of(reason);
    assertTrue(worded.matches("(?s).*" + OPTION + ".*"), "names no option: " + worded);
    for (String sentence : List.of(reason.sentence(), worded)) {
      assertFalse(sentence.contains("null"), sentence);
      assertFalse(sentence.endsWith(".") || sentence.contains(";;"), sentence);
    }
  }

  /** Both sentences carry the numbers of the reason. */
  @Test
  void sentencesCarryTheNumbers() {
    Reason reason = new AlignmentReason.TooFewCorrelate(0.75, 3, 4711, 0.1234);
    for (String sentence : List.of(reason.sentence(), Wording.of(reason))) {
      for (String number : List.of("0.75", "3 of 4711", "0.123")) {
        assertTrue(sentence.contains(number), sentence);
      }
    }
  }

  @Test
  void theExitCodeIsThatOfTheFailureNotOfItsWords() {
    Reason reason = new AlignmentReason.ParticlesLookDark();
    List<CryoudlException> failures =
        List.of(
            new UsageException(reason),
            new DataException(reason),
            new EnvironmentException(reason));
    assertEquals(List.of(2, 3, 4), failures.stream().map(CryoudlException::exitCode).toList());
    for (CryoudlException failure : failures) {
      assertEquals(reason.sentence(), failure.getMessage());
      assertTrue(Wording.of(failure).endsWith("use --invert-contrast"), Wording.of(failure));
    }
    assertEquals("plain", Wording.of(new DataException("plain")));
  }

  private static Set<String> names(Stream<? extends Class<?>> types) {
    return types.map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
  }

  /** A reason of that kind with some data. */
  private static Reason example(Class<?> kind) throws ReflectiveOperationException {
    RecordComponent[] components = kind.getRecordComponents();
    var constructor =
        kind.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    return (Reason)
        constructor.newInstance(
            Arrays.stream(components)
                .map(each -> example(each.getType(), each.getName()))
                .toArray());
  }

  private static Object example(Class<?> type, String name) {
    if (type == int.class) {
      return 7;
    }
    if (type == long.class) {
      return 3_500_000L;
    }
    if (type == NoRoom.Limit.class) {
      return NoRoom.Limit.DISK;
    }
    if (type == double.class) {
      return 0.625;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return name;
    }
    if (type == Path.class) {
      return Path.of("folder", name);
    }
    if (type == List.class) {
      return name.equals("tried") ? List.of(Path.of("here"), Path.of("there")) : List.of("a", "b");
    }
    if (type == OptionalDouble.class) {
      return OptionalDouble.of(3.5);
    }
    if (type == ViewConstraints.class) {
      return new ViewConstraints(CyclicSymmetry.NONE, true, OptionalDouble.empty());
    }
    if (type == AlignmentPlan.Mode.class) {
      return AlignmentPlan.Mode.JOINT;
    }
    if (type == CtfPhases.class) {
      return CtfPhases.FLIPPED;
    }
    if (type == AlignMethod.Kind.class) {
      return AlignMethod.Kind.ORACLE;
    }
    if (type == Shard.class) {
      return new Shard(3, 8);
    }
    throw new IllegalArgumentException("no example of a " + type + " for " + name);
  }
}
