package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Something that a section shows; in JSON it says its kind under {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Paragraph.class, name = "paragraph"),
  @JsonSubTypes.Type(value = Chart.class, name = "chart"),
  @JsonSubTypes.Type(value = Gallery.class, name = "gallery"),
  @JsonSubTypes.Type(value = Table.class, name = "table"),
  @JsonSubTypes.Type(value = Facts.class, name = "facts"),
  @JsonSubTypes.Type(value = Listing.class, name = "listing"),
  @JsonSubTypes.Type(value = Folded.class, name = "folded"),
  @JsonSubTypes.Type(value = ParticleTable.class, name = "particles")
})
public sealed interface Block
    permits Paragraph, Chart, Gallery, Table, Facts, Listing, Folded, ParticleTable {}
