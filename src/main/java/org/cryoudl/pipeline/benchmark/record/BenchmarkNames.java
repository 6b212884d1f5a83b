package org.cryoudl.pipeline.benchmark.record;

/** What records and tables of a benchmark call things. */
public final class BenchmarkNames {

  /** How tables call RELION; how it was run follows. */
  public static final String RELION = "RELION";

  private BenchmarkNames() {}
}
