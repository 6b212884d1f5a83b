package org.cryoudl.pipeline.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;

/**
 * Reads YAML configuration files into records. Keys are the records' component names in snake case;
 * unknown keys, wrong types and values out of range are refused with one sentence that names file,
 * line and key. Settings {@code key=value} are applied to the tree before it is bound.
 */
public final class ConfigFile {

  private static final String KIND = "kind";

  /** Larger files are no configurations; the parser takes half a minute for some of them. */
  private static final long MOST_BYTES = 1 << 18;

  /** Letters of a key or value in a message. */
  private static final int MOST_SHOWN = 80;

  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private ConfigFile() {}

  /**
   * Reads a configuration.
   *
   * @param file YAML file
   * @param kind what the file must hold
   * @param overrides {@code key=value} with dotted keys, applied in order
   * @throws UsageException if the file is missing, malformed, or holds a key or value it must not
   */
  public static <T extends Record> T load(Path file, ConfigKind<T> kind, List<String> overrides) {
    String text = readText(file);
    ObjectNode tree = parse(file, text);
    String found = tree.path(KIND).asText("");
    if (!found.equals(kind.name())) {
      throw new UsageException(
          file
              + " holds "
              + (found.isEmpty() ? "no key 'kind'" : "kind: " + found)
              + ", but kind: "
              + kind.name()
              + " is needed here");
    }
    for (String override : overrides) {
      apply(tree, override);
    }
    tree.remove(KIND);
    return bind(file, text, tree, kind.type());
  }

  /**
   * A record from {@code key=value} settings alone; every other key has its default.
   *
   * @throws UsageException if a key or value is one it must not have
   */
  public static <T extends Record> T fromSettings(List<String> settings, Class<T> type) {
    ObjectNode tree = YAML.createObjectNode();
    settings.forEach(setting -> apply(tree, setting));
    try {
      return YAML.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      throw new UsageException(new SettingReason.Refused(explain(e, pathOf(e))), e);
    } catch (JsonProcessingException e) {
      throw new UsageException(new SettingReason.Refused(firstLine(e.getOriginalMessage())), e);
    }
  }

  /** The value of the key {@code kind}, or an empty string if the file has none. */
  public static String kindOf(Path file) {
    return parse(file, readText(file)).path(KIND).asText("");
  }

  /** The configuration as YAML, every default filled in, readable by {@link #load}. */
  public static <T extends Record> String toYaml(T config, ConfigKind<T> kind) {
    ObjectNode tree = YAML.createObjectNode();
    tree.put(KIND, kind.name());
    tree.setAll((ObjectNode) YAML.valueToTree(config));
    try {
      return YAML.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a configuration of kind " + kind.name(), e);
    }
  }

  /**
   * Where two configurations of one kind, as {@link #toYaml} writes them, differ.
   *
   * @return one entry a key, such as {@code optimiser.steps (500 there, 600 now)}
   */
  public static List<String> differences(String there, String now) {
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    try {
      flatten("", YAML.readTree(there), before);
      flatten("", YAML.readTree(now), after);
    } catch (JsonProcessingException e) {
      return List.of("the whole: the one that is there is no valid YAML");
    }
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(before.get(key), after.get(key)))
        .map(
            key ->
                String.format(
                    Locale.ROOT,
                    "%s (%s there, %s now)",
                    cut(key),
                    cut(before.getOrDefault(key, "nothing")),
                    cut(after.getOrDefault(key, "nothing"))))
        .toList();
  }

  private static String cut(String text) {
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }

  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      object
          .fields()
          .forEachRemaining(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      values));
    } else if (!node.isNull()) {
      values.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  private static String readText(Path file) {
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "the configuration %s takes %d bytes, more than the %d that any needs",
                file,
                bytes,
                MOST_BYTES));
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UsageException(
          "cannot read the configuration " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  private static ObjectNode parse(Path file, String text) {
    try {
      JsonNode tree = YAML.readTree(text);
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new UsageException(file + " holds no keys; a configuration is a list of 'key: value'");
    } catch (JsonProcessingException e) {
      throw new UsageException(
          file + at(e.getLocation()) + ": " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static void apply(ObjectNode tree, String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new UsageException(new SettingReason.NoKeyValue(override));
    }
    String[] path = override.substring(0, equals).trim().split("\\.", -1);
    if (Arrays.stream(path).anyMatch(String::isBlank)) {
      throw new UsageException(new SettingReason.NoKey(override));
    }
    ObjectNode node = tree;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode child = node.get(path[i]);
      node = child instanceof ObjectNode object ? object : node.putObject(path[i]);
    }
    String value = override.substring(equals + 1).trim();
    try {
      node.set(path[path.length - 1], YAML.readTree(value.isEmpty() ? "''" : value));
    } catch (JsonProcessingException e) {
      throw new UsageException(new SettingReason.NoYaml(override), e);
    }
  }

  private static <T extends Record> T bind(Path file, String text, ObjectNode tree, Class<T> type) {
    try {
      return YAML.treeToValue(tree, type);
    } catch (JsonMappingException e) {
      String key = pathOf(e);
      Integer line = linesOfKeys(text).get(key);
      String where = file + (line == null ? "" : ", line " + line);
      throw new UsageException(where + ": " + explain(e, key), e);
    } catch (JsonProcessingException e) {
      throw new UsageException(file + ": " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String explain(JsonMappingException e, String key) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .collect(Collectors.toCollection(TreeSet::new))
              .stream()
              .collect(Collectors.joining(", "));
      return "unknown key '" + key + "'; known here: " + known;
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return (key.isEmpty() ? "" : "in '" + key + "': ") + e.getCause().getMessage();
    }
    if (e instanceof InvalidFormatException format) {
      return "key '"
          + key
          + "' must be "
          + wanted(format.getTargetType())
          + ", got '"
          + format.getValue()
          + "'";
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      return "key '" + key + "' must be " + wanted(mismatch.getTargetType());
    }
    return "key '" + key + "': " + firstLine(e.getOriginalMessage());
  }

  private static String wanted(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> YAML.convertValue(constant, String.class))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class || type == float.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (java.util.Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    return type.isRecord() ? "a group of keys" : "text";
  }

  private static String pathOf(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  /** Line numbers of all keys of a YAML text, by dotted path. */
  private static Map<String, Integer> linesOfKeys(String text) {
    Map<String, Integer> lines = new HashMap<>();
    try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          String pointer = parser.getParsingContext().pathAsPointer().toString();
          String path = pointer.substring(1).replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.');
          lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
        }
      }
    } catch (IOException e) {
      return Map.of(); // the text was parsed before; without line numbers the message still stands
    }
    return lines;
  }

  private static String at(JsonLocation location) {
    return location == null ? "" : ", line " + location.getLineNr();
  }

  private static String firstLine(String message) {
    return message == null ? "not valid YAML" : message.strip().lines().findFirst().orElse("");
  }
}
