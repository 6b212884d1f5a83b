package org.cryoudl.report.block;

/** Something that a section shows. */
public sealed interface Block
    permits Paragraph, Chart, Gallery, Table, Facts, Listing, ParticleTable {}
