package org.cryoudl.alignment.plan;

/** Follows a search; called by the thread that searches, which waits meanwhile. */
public interface SearchListener {

  /** Follows nothing. */
  SearchListener NONE = pass -> "";

  /**
   * Called at the end of each pass.
   *
   * @return what the line of progress is to say from now on; nothing new if empty
   */
  String passed(SearchPass pass);

  /**
   * Called at the end of a trial.
   *
   * @param kept whether the search goes on from it, or from where it was before
   */
  default void trialEnded(boolean kept) {}

  /** Called when a search begins, which takes the place of any before. */
  default void begun() {}

  /**
   * Called when the classes of the search have got their numbers.
   *
   * @param places place of each class of the search in the results, from 0
   */
  default void numbered(int[] places) {}
}
