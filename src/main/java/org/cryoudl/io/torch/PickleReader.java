package org.cryoudl.io.torch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few instructions of Python's pickle (protocols 2 to 5; the module {@code pickletools}
 * describes them) that tensors in dictionaries need. A pickle is a program that may call anything:
 * this interpreter calls nothing. It knows the names in {@link PickleGlobal} and PyTorch's storage
 * classes, and refuses every other name and instruction.
 *
 * <p>Values become: null, Boolean, Long, Double, String; List; {@link Tuple}; Map (in order);
 * {@link TorchTensor}.
 */
final class PickleReader {

  private static final int HIGHEST_PROTOCOL = 5;
  private static final int MOST_INTEGER_BYTES = 8;
  private static final Object MARK = new Object();

  private final PickleInput in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();

  /** A fixed sequence. */
  record Tuple(List<Object> items) {}

  /** A storage that tensors lie in. */
  private record Storage(TorchStorageType type, String key, long size) {}

  private PickleReader(byte[] bytes) {
    this.in = new PickleInput(bytes);
  }

  /**
   * The one value a pickle makes.
   *
   * @throws PickleException if it does anything but put tensors and plain values into dictionaries
   */
  static Object read(byte[] bytes) {
    return new PickleReader(bytes).run();
  }

  private Object run() {
    while (true) {
      int instruction = in.unsignedByte();
      if (instruction == '.') {
        return pop();
      }
      if (!plainValue(instruction) && !container(instruction) && !memory(instruction)) {
        object(instruction);
      }
    }
  }

  private boolean plainValue(int instruction) {
    switch (instruction) {
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.signedInt());
      case 'K' -> push((long) in.unsignedByte());
      case 'M' -> push((long) in.unsignedShort());
      case 0x8a -> push(longInteger());
      case 'G' -> push(in.bigEndianDouble());
      case 'X' -> push(in.text(in.unsignedInt()));
      case 0x8c -> push(in.text(in.unsignedByte()));
      case 0x8d -> push(in.text(in.signedLong()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private long longInteger() {
    int length = in.unsignedByte();
    BigInteger value = in.integer(length);
    if (length > MOST_INTEGER_BYTES) {
      throw new PickleException("it holds an integer of " + length + " bytes");
    }
    return value.longValueExact();
  }

  private boolean container(int instruction) {
    switch (instruction) {
      case '(' -> push(MARK);
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(new Tuple(popToMark()));
      case 0x85 -> push(tupleOf(1));
      case 0x86 -> push(tupleOf(2));
      case 0x87 -> push(tupleOf(3));
      case 'a' -> append(popItems(1));
      case 'e' -> append(popToMark());
      case 's' -> setItems(popItems(2));
      case 'u' -> setItems(popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int instruction) {
    switch (instruction) {
      case 0x80 -> requireKnownProtocol(in.unsignedByte());
      // A frame only states how many bytes to read ahead.
      case 0x95 -> in.signedLong();
      case 'q' -> memo.put((long) in.unsignedByte(), peek());
      case 'r' -> memo.put(in.unsignedInt(), peek());
      case 0x94 -> memo.put((long) memo.size(), peek());
      case 'h' -> push(recall(in.unsignedByte()));
      case 'j' -> push(recall(in.unsignedInt()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void object(int instruction) {
    switch (instruction) {
      case 'c' -> push(global(in.line(), in.line()));
      case 0x93 -> {
        List<Object> names = popItems(2);
        push(global(text(names.get(0)), text(names.get(1))));
      }
      case 'Q' -> push(storage(pop()));
      case 'R' -> {
        List<Object> call = popItems(2);
        push(call(call.get(0), call.get(1)));
      }
      case 'b' -> {
        // The attributes of an OrderedDict: PyTorch keeps layers' versions there.
        pop();
        if (!(peek() instanceof Map)) {
          throw new PickleException("it sets attributes of an object that is no dictionary");
        }
      }
      default ->
          throw new PickleException(
              String.format(
                  Locale.ROOT,
                  "its pickle holds instruction 0x%02x at byte %d, which tensors do not need",
                  instruction,
                  in.position() - 1));
    }
  }

  private static Object global(String module, String name) {
    if (module.equals("torch") && TorchStorageType.ofClass(name).isPresent()) {
      return TorchStorageType.ofClass(name).get();
    }
    return PickleGlobal.named(module, name)
        .orElseThrow(
            () ->
                new PickleException(
                    String.format(
                            Locale.ROOT,
                            "it asks for the Python code '%s.%s', and no code from a checkpoint is run here;",
                            module,
                            name)
                        + " save a state_dict that holds tensors only"));
  }

  private static Object call(Object function, Object arguments) {
    List<Object> given = arguments instanceof Tuple tuple ? tuple.items() : List.of();
    if (function == PickleGlobal.ORDERED_DICT && given.isEmpty()) {
      return new LinkedHashMap<>();
    }
    if (function == PickleGlobal.REBUILD_PARAMETER
        && !given.isEmpty()
        && given.get(0) instanceof TorchTensor tensor) {
      return tensor;
    }
    if (function == PickleGlobal.REBUILD_TENSOR && given.size() >= 4) {
      return tensor(given.get(0), given.get(1), given.get(2), given.get(3));
    }
    throw new PickleException(
        function instanceof PickleGlobal known
            ? "it calls " + known.fullName() + " with arguments that do not fit"
            : "it calls something that is no function");
  }

  private static TorchTensor tensor(Object storage, Object offset, Object shape, Object strides) {
    if (!(storage instanceof Storage found) || !(offset instanceof Long first)) {
      throw new PickleException("it describes a tensor that lies in no storage");
    }
    try {
      return new TorchTensor(
          found.type(), found.key(), found.size(), first, integers(shape), integers(strides));
    } catch (IllegalArgumentException e) {
      throw new PickleException("a tensor is impossible: " + e.getMessage());
    }
  }

  private static Storage storage(Object id) {
    if (id instanceof Tuple tuple
        && tuple.items().size() == 5
        && "storage".equals(tuple.items().get(0))
        && tuple.items().get(1) instanceof TorchStorageType type
        && tuple.items().get(2) instanceof String key
        && tuple.items().get(4) instanceof Long size
        && size >= 0) {
      return new Storage(type, key, size);
    }
    throw new PickleException("it refers to something outside itself that is no storage");
  }

  private static long[] integers(Object tuple) {
    if (!(tuple instanceof Tuple items)) {
      throw new PickleException("the shape of a tensor is no tuple");
    }
    return items.items().stream()
        .mapToLong(
            item -> {
              if (item instanceof Long value) {
                return value;
              }
              throw new PickleException("the shape of a tensor holds something else than integers");
            })
        .toArray();
  }

  private static void requireKnownProtocol(int protocol) {
    if (protocol > HIGHEST_PROTOCOL) {
      throw new PickleException(
          String.format(
              Locale.ROOT,
              "its pickle is of protocol %d, the highest known is %d",
              protocol,
              HIGHEST_PROTOCOL));
    }
  }

  private void append(List<Object> items) {
    if (!(peek() instanceof List<?>)) {
      throw new PickleException("it appends to something that is no list");
    }
    @SuppressWarnings("unchecked")
    List<Object> list = (List<Object>) peek();
    list.addAll(items);
  }

  private void setItems(List<Object> items) {
    if (!(peek() instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw new PickleException("it fills something that is no dictionary");
    }
    @SuppressWarnings("unchecked")
    Map<Object, Object> map = (Map<Object, Object>) peek();
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      // Other keys could contain the dictionary itself, and their hash would never end.
      if (!(key instanceof String || key instanceof Long)) {
        throw new PickleException("a dictionary's key is neither text nor an integer");
      }
      map.put(key, items.get(i + 1));
    }
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new PickleException("it names code by something else than text");
  }

  private Object recall(long index) {
    if (!memo.containsKey(index)) {
      throw new PickleException("it recalls value " + index + ", which it never kept");
    }
    return memo.get(index);
  }

  private void push(@Nullable Object value) {
    stack.add(value);
  }

  private Object peek() {
    if (stack.isEmpty()) {
      throw new PickleException("it takes a value where there is none");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object value = peek();
    if (value == MARK) {
      throw new PickleException("it takes a value where there is none");
    }
    return stack.remove(stack.size() - 1);
  }

  private Tuple tupleOf(int count) {
    return new Tuple(popItems(count));
  }

  private List<Object> popItems(int count) {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, pop());
    }
    return items;
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw new PickleException("it closes a sequence that it never opened");
    }
    List<Object> above = stack.subList(mark, stack.size());
    List<Object> items = new ArrayList<>(above.subList(1, above.size()));
    above.clear();
    return items;
  }
}
