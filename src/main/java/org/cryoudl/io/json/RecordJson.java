package org.cryoudl.io.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Records as JSON: names in snake case, empty optionals as null, or left out where a component is
 * marked {@code @JsonInclude(NON_EMPTY)}.
 */
public final class RecordJson {

  private static final ObjectMapper JSON = builder().build();

  private RecordJson() {}

  /** A mapper that writes records so, for those that add something to it. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .addModule(
            new SimpleModule("optionals")
                .addSerializer(
                    new OfOptional<Optional<?>>(Optional.class, value -> value.orElse(null)))
                .addSerializer(
                    new OfOptional<OptionalDouble>(
                        OptionalDouble.class,
                        value -> value.isPresent() ? (Double) value.getAsDouble() : null))
                .addSerializer(
                    new OfOptional<OptionalLong>(
                        OptionalLong.class,
                        value -> value.isPresent() ? (Long) value.getAsLong() : null)));
  }

  /** The record as indented text, ending with a line end. */
  public static String text(Record record) {
    return text(record, JSON) + "\n";
  }

  /** The record as a mapper writes it. */
  public static String text(Record record, ObjectMapper mapper) {
    try {
      return mapper.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + record.getClass().getSimpleName(), e);
    }
  }

  private static final class OfOptional<T> extends StdSerializer<T> {

    private static final long serialVersionUID = 1;

    private final transient Function<T, Object> content;

    OfOptional(Class<?> kind, Function<T, Object> content) {
      super(kind, false);
      this.content = content;
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, T value) {
      return content.apply(value) == null;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(content.apply(value), out);
    }
  }
}
