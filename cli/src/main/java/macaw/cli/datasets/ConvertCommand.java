package macaw.cli.datasets;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Turns a published data set into rows for `macaw run --data`. */
@Command(
        name = "convert",
        description =
                "Turns a published data set into the rows that runs learn from (docs/datasets.md). Rows that cannot"
                        + " be used are reported, counted and left out.",
        mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "FORMAT",
            converter = FormatName.class,
            description = "self-instruct, fine-grained-rlhf or hh-rlhf")
    private DatasetFormat format = DatasetFormat.SELF_INSTRUCT;

    @Parameters(index = "1", paramLabel = "FILE", description = "the data set as it was published, gzipped or not")
    private Path file = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where the rows go")
    private Path out = Path.of("");

    @Option(
            names = "--held-out",
            paramLabel = "PART",
            defaultValue = "0.1",
            description = "part of the prompts that is kept for validation (default: ${DEFAULT-VALUE})")
    private double heldOut;

    @Option(names = "--prompts", description = "write the prompts alone, without the held-out ones, for a ppo run")
    private boolean promptsOnly;

    @Override
    public Integer call() {
        if (!(heldOut >= 0 && heldOut < 1)) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID, "--held-out is a part from 0 to below 1, was " + heldOut);
        }
        if (!Files.isReadable(file)) {
            throw new CodedException(ErrorCode.DATASET_UNKNOWN, file + " cannot be read");
        }
        Conversion conversion = format.read(file);
        PrintWriter report = spec.commandLine().getErr();
        conversion.refused().forEach(report::println);
        int written = promptsOnly
                ? CanonicalRows.writePrompts(out, conversion.rows(), heldOut)
                : CanonicalRows.write(out, conversion.rows(), heldOut);
        spec.commandLine()
                .getOut()
                .println(out + "  " + written + " rows, " + conversion.refused().size() + " refused");
        return 0;
    }

    /** Formats by the names that the data sets have. */
    private static final class FormatName implements ITypeConverter<DatasetFormat> {
        @Override
        public DatasetFormat convert(String name) {
            for (DatasetFormat format : DatasetFormat.values()) {
                if (format.toString().equals(name)) {
                    return format;
                }
            }
            throw new TypeConversionException("'" + name + "' is none of self-instruct, fine-grained-rlhf, hh-rlhf");
        }
    }
}
