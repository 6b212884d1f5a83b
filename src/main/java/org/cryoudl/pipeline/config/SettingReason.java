package org.cryoudl.pipeline.config;

import org.cryoudl.failure.Reason;

/** Why a setting {@code key=value}, given beside or in place of a file, cannot be used. */
public sealed interface SettingReason extends Reason {

  @Override
  default String remedy() {
    return "";
  }

  /** A setting without key or equals sign. */
  record NoKeyValue(String setting) implements SettingReason {
    @Override
    public String problem() {
      return "a setting must be key=value, got '" + setting + "'";
    }
  }

  /** A setting whose key is blank, or blank between two dots. */
  record NoKey(String setting) implements SettingReason {
    @Override
    public String problem() {
      return "a setting must be key=value with a key such as optimiser.steps, got '"
          + setting
          + "'";
    }
  }

  /** A setting whose value cannot be read. */
  record NoYaml(String setting) implements SettingReason {
    @Override
    public String problem() {
      return "setting " + setting + ": the value is not valid YAML";
    }
  }

  /**
   * Settings that do not make a configuration.
   *
   * @param why which key, and what it must be
   */
  record Refused(String why) implements SettingReason {
    @Override
    public String problem() {
      return "settings: " + why;
    }
  }
}
