import type { FastifyInstance } from 'fastify';
import { type Context, fieldsOf, queryValues } from '../context';
import { Refusal } from '../refusal';
import { type SharedUrl, type Upload, parseUploadRequest } from '../uploads/upload';
import { v2Page, v2Time, v2Version } from '../v2';

interface OfDevice {
  Params: { uuid: string };
}
interface OfUpload {
  Params: { uuid: string; guid: string };
}
interface OfGuid {
  Params: { guid: string };
}

/**
 * File uploads of the second generation, and the links to them.
 *
 * @see rapyuta-io-sdk-v2 rapyuta_io_sdk_v2/models/fileupload.py
 */
export function uploadV2Routes(server: FastifyInstance, { uploads, signedUrls }: Context): void {
  const base = '/v2/devices';

  server.post<OfDevice>(`${base}/:uuid/fileuploads/`, (request, reply) => {
    const { project, user, params, body } = request;
    const device = project.get(params.uuid);
    const wanted = parseUploadRequest(fieldsOf(fieldsOf(body)['spec']), 'file_path');
    return reply.code(201).send(v2Upload(uploads.create(project, device, user, wanted)));
  });

  server.get<OfDevice>(`${base}/:uuid/fileuploads/`, ({ project, params, query }) => {
    const guids = queryValues(query, 'guids');
    const statuses = queryValues(query, 'status');
    const found = uploads
      .of(project, project.get(params.uuid))
      .filter(
        ({ id, status }) =>
          (guids.length === 0 || guids.includes(id)) &&
          (statuses.length === 0 || statuses.includes(status)),
      );
    return v2Page(query, found.map(v2Upload));
  });

  server.get<OfUpload>(`${base}/:uuid/fileuploads/:guid/`, ({ project, params }) =>
    v2Upload(uploads.get(project, params.guid, project.get(params.uuid))),
  );

  server.post<OfUpload>(`${base}/:uuid/fileuploads/:guid/cancel/`, (request, reply) => {
    const { project, params } = request;
    uploads.cancel(uploads.get(project, params.guid, project.get(params.uuid)));
    return reply.code(204).send();
  });

  server.delete<OfUpload>(`${base}/:uuid/fileuploads/:guid/`, (request, reply) => {
    const { project, params } = request;
    uploads.remove(uploads.get(project, params.guid, project.get(params.uuid)));
    return reply.code(204).send();
  });

  server.get<OfUpload>(`${base}/:uuid/fileuploads/:guid/download/`, (request) => {
    const { project, params } = request;
    const upload = uploads.get(project, params.guid, project.get(params.uuid));
    if (upload.status !== 'COMPLETED') throw new Refusal(400, 'file upload not in completed state');
    return { url: signedUrls.make(request.host, upload) };
  });

  server.post<OfGuid>(`${base}/fileuploads/:guid/sharedurls/`, (request, reply) => {
    const { project, user, params, body } = request;
    const expiry = fieldsOf(fieldsOf(body)['spec'])['expiryTime'];
    const expiresAt = typeof expiry === 'string' ? Date.parse(expiry) : NaN;
    if (Number.isNaN(expiresAt)) throw new Refusal(400, 'invalid expiryTime');
    const upload = uploads.get(project, params.guid);
    return reply.code(201).send(v2SharedUrl(uploads.share(upload, user, expiresAt)));
  });

  server.get<OfGuid>(`${base}/fileuploads/:guid/sharedurls/`, ({ project, params, query }) =>
    v2Page(query, uploads.get(project, params.guid).sharedUrls.map(v2SharedUrl)),
  );

  // Whether the platform asks for a token here is not known; the CLI presents the link as public.
  const config = { scope: 'public' } as const;
  server.get<OfGuid>(`${base}/fileuploads/sharedurls/:guid/`, { config }, (request, reply) =>
    reply.redirect(signedUrls.make(request.host, uploads.open(request.params.guid)), 302),
  );
}

function v2Upload(upload: Upload) {
  return {
    apiVersion: v2Version,
    kind: 'DeviceFileUpload',
    metadata: {
      guid: upload.id,
      name: upload.id,
      projectGUID: upload.project.guid,
      creatorGUID: upload.creator,
      createdAt: v2Time(upload.createdAt),
      updatedAt: v2Time(upload.updatedAt),
    },
    spec: {
      device_guid: upload.device.uuid,
      file_name: upload.request.fileName,
      file_path: upload.request.path,
      blob_ref_id: upload.blobNumber,
      max_upload_rate: upload.request.maxRate,
      override: upload.request.override,
      purge_after: upload.request.purgeAfter,
      metadata: upload.request.metadata,
      sharedURLs: null,
    },
    status: {
      status: upload.status,
      total_size: upload.totalBytes,
      uploaded_bytes: upload.uploadedBytes,
      error_message: upload.errorMessage ?? null,
      error_code: null,
    },
  };
}

function v2SharedUrl({ guid, upload, creator, createdAt, expiresAt }: SharedUrl) {
  return {
    apiVersion: v2Version,
    kind: 'DeviceSharedURL',
    metadata: {
      guid,
      name: guid,
      projectGUID: upload.project.guid,
      creatorGUID: creator,
      createdAt: v2Time(createdAt),
      updatedAt: v2Time(createdAt),
    },
    spec: { fileUploadGUID: upload.id, expiryTime: v2Time(expiresAt), signedURL: '' },
  };
}
