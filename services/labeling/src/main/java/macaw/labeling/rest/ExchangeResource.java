package macaw.labeling.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import macaw.chassis.access.Roles;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.exchange.LabelFormat;
import macaw.labeling.exchange.PromptFiles;
import macaw.labeling.exchange.RowFormats;
import macaw.labeling.forms.Answer;
import macaw.labeling.projects.Projects;
import macaw.labeling.snapshots.Snapshot;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.texts.DefaultNamespace;
import macaw.labeling.trl.Good;
import macaw.labeling.trl.Shape;
import macaw.labeling.trl.Shapes;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Files in, and shapes of snapshots out. */
@Path("/")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ExchangeResource {
    private final DefaultNamespace namespaces;
    private final Projects projects;
    private final PromptFiles promptFiles;
    private final LabelFiles labelFiles;
    private final RowFormats formats;
    private final Snapshots snapshots;
    private final Shapes shapes;

    ExchangeResource(
            DefaultNamespace namespaces,
            Projects projects,
            PromptFiles promptFiles,
            LabelFiles labelFiles,
            RowFormats formats,
            Snapshots snapshots,
            Shapes shapes) {
        this.namespaces = namespaces;
        this.projects = projects;
        this.promptFiles = promptFiles;
        this.labelFiles = labelFiles;
        this.formats = formats;
        this.snapshots = snapshots;
        this.shapes = shapes;
    }

    /** Adds the prompts of a file. */
    @POST
    @Path("v1/projects/{name}/prompts/file")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary =
                    "Adds the prompts of a file of JSON lines, CSV or Parquet, all or none; bad rows are told of one by one")
    public PromptFiles.Added addPrompts(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("format") @DefaultValue("") String format,
            InputStream file)
            throws IOException {
        return promptFiles.add(projects.get(namespaces.or(namespace), name), formats.named(format), file);
    }

    /** Imports a file of labels. */
    @POST
    @Path("v1/projects/{name}/import")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary =
                    "Imports a file of labels: a snapshot's lines, TRL's shapes or fine-grained-rlhf, all or none; bad rows are told of one by one")
    public LabelFiles.Imported importLabels(
            String name,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("format") @DefaultValue("") String format,
            @QueryParam("file") @DefaultValue("") String fileFormat,
            @QueryParam("source") @DefaultValue("") String source,
            @QueryParam("labeler") @DefaultValue("") String labeler,
            @QueryParam("simulated") @DefaultValue("false") boolean simulated,
            InputStream file)
            throws IOException {
        LabelFormat labels = LabelFormat.named(format);
        return labelFiles.add(
                projects.get(namespaces.or(namespace), name),
                labels,
                formats.ofLabels(labels, fileFormat),
                file,
                new LabelFiles.Unsaid(source, labeler, simulated));
    }

    /** A snapshot as TRL takes it. */
    @GET
    @Path("v1/snapshots/{id}/trl/{shape}")
    @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})
    @Produces("application/x-ndjson")
    @Operation(summary = "A snapshot in one of TRL's shapes as JSON lines, the same bytes for ever")
    public StreamingOutput shape(
            String id,
            String shape,
            @QueryParam("namespace") @DefaultValue("") String namespace,
            @QueryParam("threshold") @DefaultValue("5") int threshold,
            @QueryParam("question") @DefaultValue("") String question,
            @QueryParam("good") @DefaultValue("no") String good) {
        Snapshot snapshot = snapshots.get(namespaces.or(namespace), id);
        Shape wanted = Shape.named(
                shape,
                question.isEmpty()
                        ? new Good.Rated(threshold)
                        : new Good.Answered(question, Words.read(Answer.class, "good", good)));
        wanted.checkTakes(snapshot.kind());
        return NdJson.stream(line -> shapes.lines(snapshot, wanted, line));
    }
}
