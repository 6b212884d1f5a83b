package org.cryoudl.io.particles.stack;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.cryoudl.io.ImageSource;

/**
 * Open stacks, at most a given number beside those being read at the moment; the one idle for
 * longest is closed first. Safe to use from several threads.
 */
public final class StackPool implements AutoCloseable {

  /** Few enough for the usual limit of 1,024 open files, and for several sets at once. */
  public static final int OPEN_STACKS = 64;

  private static final class Entry {
    private final ImageSource images;
    private int users;

    private Entry(ImageSource images) {
      this.images = images;
    }
  }

  private final List<Path> paths;
  private final StackOpener opener;
  private final int limit;
  private final Map<Integer, Entry> open = new HashMap<>();
  private final Deque<Integer> idle = new ArrayDeque<>();

  StackPool(List<Path> paths, StackOpener opener, int limit) {
    this.paths = List.copyOf(paths);
    this.opener = opener;
    this.limit = limit;
  }

  /** Applies {@code use} to stack number {@code id}, which stays open meanwhile. */
  <T> T with(int id, Function<ImageSource, T> use) {
    Entry entry = acquire(id);
    try {
      return use.apply(entry.images);
    } finally {
      release(id, entry);
    }
  }

  private synchronized Entry acquire(int id) {
    Entry entry = open.get(id);
    if (entry == null) {
      makeRoom();
      entry = new Entry(opener.open(paths.get(id)));
      open.put(id, entry);
    } else if (entry.users == 0) {
      idle.remove(id);
    }
    entry.users++;
    return entry;
  }

  private synchronized void release(int id, Entry entry) {
    entry.users--;
    if (entry.users == 0) {
      idle.addLast(id);
    }
  }

  private void makeRoom() {
    while (open.size() >= limit && !idle.isEmpty()) {
      open.remove(idle.removeFirst()).images.close();
    }
  }

  synchronized int openCount() {
    return open.size();
  }

  @Override
  public synchronized void close() {
    List<Entry> all = new ArrayList<>(open.values());
    open.clear();
    idle.clear();
    all.forEach(entry -> entry.images.close());
  }
}
