import type { MlflowRoute } from './routes';

/** Below `/api/3.0/mlflow/`: asked by clients from 3.18 on before their first upload. */
export const probeRoutes: readonly MlflowRoute[] = [
  {
    method: 'GET',
    path: 'server-info',
    // Every flag that is true makes the client ask for routes that this tracker answers with 501.
    handle: () => ({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      trace_archival_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
      artifact_serving_enabled: true,
      presigned_upload_run_id_supported: false,
      presigned_upload_model_id_supported: false,
      model_artifact_presigned_downloads_supported: false,
      artifacts_presigned_only: false,
      tracking_auth: '',
      features_enabled: {},
    }),
  },
];
