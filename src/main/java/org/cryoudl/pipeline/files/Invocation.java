package org.cryoudl.pipeline.files;

/**
 * How a run was started, for its record.
 *
 * @param commandLine what the user typed
 * @param version of this program
 */
public record Invocation(String commandLine, String version) {}
