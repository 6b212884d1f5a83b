package org.cryoudl.pipeline.config;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;

/** The JSON schema of a kind of configuration, for editors and for people. */
public final class ConfigSchema {

  private ConfigSchema() {}

  /** The schema, indented; descriptions are those of the record components. */
  public static String of(ConfigKind<?> kind) {
    SchemaGeneratorConfigBuilder builder =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                new JacksonModule(
                    JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE,
                    JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(Option.INLINE_ALL_SCHEMAS);
    SnakeCaseStrategy naming = new SnakeCaseStrategy();
    builder
        .forFields()
        .withPropertyNameOverrideResolver(field -> naming.translate(field.getName()));
    ObjectNode schema = new SchemaGenerator(builder.build()).generateSchema(kind.type());
    schema.withObject("/properties/kind").put("const", kind.name());
    return schema.toPrettyString();
  }
}
