import type { FastifyInstance } from 'fastify';
import { type Context, fieldsOf } from '../context';
import { wireTime } from '../device';
import { Refusal, success } from '../refusal';
import { listUploads } from '../uploads/listQuery';
import { type SharedUrl, type Upload, parseUploadRequest } from '../uploads/upload';

interface OfDevice {
  Params: { uuid: string };
}
interface OfUpload {
  Params: { uuid: string; id: string };
}

/**
 * Log uploads of the first generation, and the links to them.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/device.py, tests/logs_test.py
 */
export function uploadV1Routes(server: FastifyInstance, { uploads, signedUrls }: Context): void {
  const base = '/api/device-manager/v0/logs';
  // Clients compare it as text: the platform's own sample is one.
  const done = success({ success: 'true' });

  server.post<OfDevice>(`${base}/:uuid/upload`, ({ project, user, params, body }) => {
    const device = project.get(params.uuid);
    const request = parseUploadRequest(fieldsOf(body), 'device_path');
    return success({ request_uuid: uploads.create(project, device, user, request).id });
  });

  server.get<OfDevice>(`${base}/:uuid/list`, ({ project, params, query }) =>
    success(listUploads(uploads.of(project, project.get(params.uuid)), query).map(listed)),
  );

  server.get<OfUpload>(`${base}/:uuid/status/:id`, ({ project, params }) => {
    const upload = uploads.get(project, params.id, project.get(params.uuid));
    return success({ ...listed(upload), shared_urls: upload.sharedUrls.map(wireSharedUrl) });
  });

  server.put<OfUpload>(`${base}/:uuid/:id/cancel`, ({ project, params }) => {
    uploads.cancel(uploads.get(project, params.id, project.get(params.uuid)));
    return done;
  });

  server.delete<OfUpload>(`${base}/:uuid/:id`, ({ project, params }) => {
    uploads.remove(uploads.get(project, params.id, project.get(params.uuid)));
    return done;
  });

  server.get<OfUpload>(`${base}/:uuid/:id`, (request) => {
    const { project, params } = request;
    const upload = uploads.get(project, params.id, project.get(params.uuid));
    if (upload.status !== 'COMPLETED') throw new Refusal(400, 'file upload not in completed state');
    return success({ signed_url: signedUrls.make(request.host, upload) });
  });

  // The first part is the upload's id here, not the device's.
  server.post<OfDevice>(`${base}/:uuid/shared_urls`, ({ project, user, params, body }) => {
    const upload = uploads.get(project, params.uuid);
    const expiry = fieldsOf(body)['expiry_time'];
    if (typeof expiry !== 'number') throw new Refusal(400, 'expiry_time parameter missing');
    return success(wireSharedUrl(uploads.share(upload, user, expiry * 1000)));
  });

  const config = { scope: 'public' } as const;
  // The SDK's own form has two slashes; whether the platform takes one is not known.
  for (const path of ['//logs/sharedurl/:code', '/logs/sharedurl/:code'])
    server.get<{ Params: { code: string } }>(path, { config }, (request, reply) =>
      reply.redirect(signedUrls.make(request.host, uploads.open(request.params.code)), 302),
    );
}

function listed(upload: Upload) {
  return {
    request_uuid: upload.id,
    filename: upload.request.fileName,
    status: upload.status,
    error_message: upload.errorMessage ?? '',
    creator: upload.creator,
    created_at: wireTime(upload.createdAt),
    updated_at: wireTime(upload.updatedAt),
    total_size: upload.totalBytes,
    metadata: upload.request.metadata,
  };
}

function wireSharedUrl({ id, code, creator, createdAt, expiresAt }: SharedUrl) {
  return {
    id,
    url_uuid: code,
    creator,
    created_at: wireTime(createdAt),
    expiry_time: wireTime(expiresAt).slice(0, 19),
  };
}
