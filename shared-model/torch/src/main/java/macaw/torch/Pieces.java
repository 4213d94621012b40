package macaw.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The way of a tensor's numbers between torch and a file, piece by piece: a buffer of Java's ends below 2 GiB, which a tensor need not, and what has
 * to be converted on the way is never there whole.
 */
final class Pieces {
    /** 16 MiB a piece. */
    static final Pieces DEFAULT = new Pieces(1 << 22);

    private final int most;

    /** Where numbers come from. */
    interface Source {
        /** Writes numbers from {@code from} on as 32-bit floats, in this machine's byte order, as many as the segment has room for. */
        void write(long from, MemorySegment into);
    }

    /** @param most numbers of a piece */
    Pieces(int most) {
        this.most = most;
    }

    /** Fills a tensor; one that is held in 16 bits takes each number rounded to the nearest. */
    void read(Aten aten, NDArray tensor, Source source) {
        long elements = tensor.size();
        try (Arena arena = Arena.ofConfined();
                var unrecorded = Gradients.unrecorded()) {
            MemorySegment room = arena.allocate(Math.min(most, elements) * Float.BYTES, Float.BYTES);
            for (long from = 0; from < elements; from += most) {
                long count = Math.min(most, elements - from);
                MemorySegment piece = room.asSlice(0, count * Float.BYTES);
                source.write(from, piece);
                // an array that is a view of these bytes, and ends before they do
                try (NDArray view =
                        tensor.getManager().create(piece.asByteBuffer(), new Shape(count), DataType.FLOAT32)) {
                    aten.putInPlace(tensor, from, view);
                }
            }
        }
    }

    /** Copies a tensor of 32-bit floats into a segment of its size. */
    void write(NDArray tensor, MemorySegment into) {
        long elements = tensor.size();
        try (NDManager scope = tensor.getManager().newSubManager();
                var unrecorded = Gradients.unrecorded()) {
            NDArray flat = tensor.reshape(-1);
            flat.attach(scope);
            for (long from = 0; from < elements; from += most) {
                long to = Math.min(from + most, elements);
                try (NDArray piece = flat.get("{}:{}", from, to)) {
                    into.asSlice(from * Float.BYTES, (to - from) * Float.BYTES)
                            .copyFrom(MemorySegment.ofBuffer(piece.toByteBuffer(true)));
                }
            }
        }
    }
}
