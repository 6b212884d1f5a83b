package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cryoudl.io.FileState;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.cryosparc.ResultGroup;

/**
 * The tables that hold the particles of a cryoSPARC job: one says which particles there are, others
 * complete it, joined by {@code uid}. A field is taken from the first table that has it.
 */
public final class CryosparcTables {

  /** By this number cryoSPARC knows a particle. */
  public static final String UID = CryosparcPartner.UID;

  private final NpyTable own;
  private final List<CryosparcPartner> partners = new ArrayList<>();
  private final List<FileState> states = new ArrayList<>();

  private CryosparcTables(NpyTable own) {
    this.own = own;
  }

  /**
   * Reads a .cs file and those that the user names with it.
   *
   * @param passthrough files that complete it; every particle has to be in each of them
   */
  static CryosparcTables read(Path file, List<Path> passthrough) {
    CryosparcTables tables = new CryosparcTables(NpyTable.read(file));
    passthrough.forEach(tables::add);
    return tables;
  }

  /**
   * Reads the files of a result group (.csg). The particles are those of the file with the images.
   *
   * @param passthrough files that complete them
   */
  static CryosparcTables readGroup(Path csg, List<Path> passthrough) {
    ResultGroup group = ResultGroup.read(csg);
    Set<Path> files = new LinkedHashSet<>(group.files().values());
    Path first = group.files().getOrDefault("blob", files.iterator().next());
    files.remove(first);
    Optional<FileState> state = FileState.of(first);
    CryosparcTables tables = new CryosparcTables(NpyTable.read(first));
    state.ifPresent(tables.states::add);
    files.forEach(tables::add);
    passthrough.forEach(tables::add);
    return tables;
  }

  private void add(Path file) {
    add(CryosparcPartner.named(file, own));
  }

  void add(CryosparcPartner partner) {
    partners.add(partner);
    partner.state().ifPresent(states::add);
  }

  /** The table that says which particles there are. */
  NpyTable own() {
    return own;
  }

  /** The files that were read beside the one that was named, as they were before. */
  List<FileState> states() {
    return List.copyOf(states);
  }

  /** Number of particles. */
  public int size() {
    return own.rowCount();
  }

  /** Whether any of the tables has a field. */
  public boolean has(String field) {
    return own.has(field) || partners.stream().anyMatch(each -> each.table().has(field));
  }

  /** The names of all fields, the particles' own first. */
  public Set<String> fields() {
    Set<String> all = new LinkedHashSet<>(own.fields());
    partners.forEach(each -> all.addAll(each.table().fields()));
    return all;
  }

  /** The table that a field is taken from; the particles' own if none has it. */
  public NpyTable source(String field) {
    return own.has(field) ? own : partner(field).map(CryosparcPartner::table).orElse(own);
  }

  /** The row of {@link #source} that belongs to a particle. */
  public int rowOf(int particle, String field) {
    return own.has(field) ? particle : partner(field).map(p -> p.rows()[particle]).orElse(particle);
  }

  private Optional<CryosparcPartner> partner(String field) {
    return partners.stream().filter(each -> each.table().has(field)).findFirst();
  }
}
