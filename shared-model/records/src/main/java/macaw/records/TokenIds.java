package macaw.records;

import java.util.Arrays;

/** An immutable sequence of token ids, each at least 0. */
public final class TokenIds {
    private final int[] ids;

    private TokenIds(int[] ids) {
        for (int id : ids) {
            if (id < 0) {
                throw Refusals.refused("token id must be at least 0, was " + id);
            }
        }
        this.ids = ids;
    }

    /** A copy of {@code ids}. */
    public static TokenIds of(int... ids) {
        return new TokenIds(ids.clone());
    }

    public int size() {
        return ids.length;
    }

    public boolean isEmpty() {
        return ids.length == 0;
    }

    /** The id at {@code index}, from 0. */
    public int get(int index) {
        return ids[index];
    }

    /** A copy. */
    public int[] toArray() {
        return ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
