package macaw.cli.datasets;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** The published data sets that can be read as they are. */
public enum DatasetFormat {
    /** seed_tasks.jsonl of self-instruct (Wang et al. 2023): demonstrations. */
    SELF_INSTRUCT(SelfInstruct::read),
    /** *_feedback.json of fine-grained-rlhf (Wu et al. 2023): comparisons of four outputs. */
    FINE_GRAINED_RLHF(FineGrainedRlhf::read),
    /** *.jsonl or *.jsonl.gz of hh-rlhf (Bai et al. 2022): comparisons of two outputs. */
    HH_RLHF(HhRlhf::read);

    private final Function<Path, Conversion> reader;

    DatasetFormat(Function<Path, Conversion> reader) {
        this.reader = reader;
    }

    /**
     * Reads a file. Rows that cannot be used are in the result's {@code refused}; {@code ROW_INVALID} is thrown only
     * for a file of which nothing more can be read.
     */
    public Conversion read(Path file) {
        return reader.apply(file);
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
