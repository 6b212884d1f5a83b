package org.cryoudl.pipeline.files;

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

/** Records as JSON: names in snake case, empty optionals as null. */
public final class RecordJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(
              new SimpleModule()
                  .addSerializer(new OfOptional())
                  .addSerializer(new OfOptionalDouble())
                  .addSerializer(new OfOptionalLong()))
          .build();

  private RecordJson() {}

  /** The record as indented text. */
  public static String text(Record record) {
    try {
      return JSON.writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + record.getClass().getSimpleName(), e);
    }
  }

  private static final class OfOptional extends StdSerializer<Optional<?>> {
    OfOptional() {
      super(Optional.class, false);
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.orElse(null), out);
    }
  }

  private static final class OfOptionalDouble extends StdSerializer<OptionalDouble> {
    OfOptionalDouble() {
      super(OptionalDouble.class);
    }

    @Override
    public void serialize(OptionalDouble value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.isPresent() ? (Double) value.getAsDouble() : null, out);
    }
  }

  private static final class OfOptionalLong extends StdSerializer<OptionalLong> {
    OfOptionalLong() {
      super(OptionalLong.class);
    }

    @Override
    public void serialize(OptionalLong value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      provider.defaultSerializeValue(value.isPresent() ? (Long) value.getAsLong() : null, out);
    }
  }
}
